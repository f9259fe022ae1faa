import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FolderChange, type FolderWatch, watchDagFolder } from './watch-dag-folder.ts';

let root: string;
let changes: FolderChange[];
let watch: FolderWatch;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'perdure-watch-'));
  await writeFile(join(root, 'a.dag.ts'), '1');
  await mkdir(join(root, 'node_modules'));
  changes = [];
  watch = watchDagFolder(root, (change) => changes.push(change));
  await watch.ready;
});
afterEach(async () => {
  await watch.close();
  await rm(root, { recursive: true, force: true });
});

async function until(done: () => boolean): Promise<void> {
  for (const start = Date.now(); !done() && Date.now() - start < 10_000;) await sleep(20);
}

describe('the folder watch', () => {
  it('tells several changes close together as one', async () => {
    await writeFile(join(root, 'a.dag.ts'), '2');
    await writeFile(join(root, 'helper.ts'), '1');
    await until(() => changes.length > 0);
    await sleep(400);
    expect(changes).toEqual([{ files: ['a.dag.ts', 'helper.ts'] }]);
  });

  it('tells of a removed file, and not of packages or dot files', async () => {
    await writeFile(join(root, 'node_modules', 'x.js'), '1');
    await writeFile(join(root, '.hidden'), '1');
    await rm(join(root, 'a.dag.ts'));
    await until(() => changes.length > 0);
    await sleep(400);
    expect(changes).toEqual([{ files: ['a.dag.ts'] }]);
  });

  it('tells nothing after it was closed', async () => {
    await writeFile(join(root, 'a.dag.ts'), '3');
    await watch.close();
    await sleep(400);
    expect(changes).toEqual([]);
  });
});
