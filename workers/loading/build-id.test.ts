import { cp, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildId } from './build-id.ts';

let base: string;
let dags: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'perdure-build-'));
  dags = join(base, 'dags');
  await put('dags/a.dag.ts', "import { x } from '../lib/tasks.ts';");
  await put('dags/query.sql', 'select 1');
  await put('lib/tasks.ts', "export * from './deep.js';");
  await put('lib/deep.ts', 'export const x = 1;');
  await put('lib/unused.ts', 'export const y = 1;');
  await put('package-lock.json', '{}');
});
afterEach(() => rm(base, { recursive: true, force: true }));

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(base, file)), { recursive: true });
  await writeFile(join(base, file), text);
}

describe('the build id', () => {
  it('is the same for the same code in another place with other times', async () => {
    const before = await buildId(dags);
    const copy = `${base}-copy`;
    await cp(base, copy, { recursive: true });
    await utimes(join(copy, 'dags/a.dag.ts'), 1, 1);
    expect(await buildId(join(copy, 'dags'))).toBe(before);
    await rm(copy, { recursive: true });
    expect(before).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each([
    ['a dag file', 'dags/a.dag.ts', "import { x } from '../lib/tasks.ts'; //"],
    ['a file beside it', 'dags/query.sql', 'select 2'],
    ['a new file', 'dags/b.dag.ts', ''],
    ['a file imported from outside, two steps away', 'lib/deep.ts', 'export const x = 2;'],
    ['the lockfile', 'package-lock.json', '{ }'],
  ])('changes with %s', async (_name, file, text) => {
    const before = await buildId(dags);
    await put(file, text);
    expect(await buildId(dags)).not.toBe(before);
  });

  it.each([
    ['a file nobody imports outside the folder', 'lib/unused.ts', 'export const y = 2;'],
    ['an installed package', 'dags/node_modules/p/index.js', '1'],
    ['notes and data', 'dags/notes.md', '1'],
  ])('does not change with %s', async (_name, file, text) => {
    const before = await buildId(dags);
    await put(file, text);
    expect(await buildId(dags)).toBe(before);
  });

  it('ends in a folder that links to itself', async () => {
    await symlink('.', join(dags, 'loop'));
    await expect(buildId(dags)).resolves.toMatch(/^[0-9a-f]{16}$/);
  });

  it('of one file covers that file and its imports alone', async () => {
    const before = await buildId(join(dags, 'a.dag.ts'));
    await put('dags/query.sql', 'select 3');
    expect(await buildId(join(dags, 'a.dag.ts'))).toBe(before);
    await put('lib/deep.ts', 'export const x = 3;');
    expect(await buildId(join(dags, 'a.dag.ts'))).not.toBe(before);
  });
});
