import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportedDags } from './child/exported-dags.ts';
import { type LoadedFolder, loadDagFolder } from './load-dag-folder.ts';

const cache = fileURLToPath(new URL('../../.cache/', import.meta.url));
let folder: string;
beforeAll(async () => {
  // Inside the project, so that this process resolves `perdure` as an author's would.
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'load-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const factory = (changed: number): string => `
import { z } from 'zod';
import { dag, map, task } from 'perdure';
const load = task({ name: 'load', input: z.object({ table: z.string() }), output: z.object({ rows: z.number() }), run: () => ({ rows: 1 }) });
const report = task({ name: 'report', input: z.object({ rows: z.array(z.object({ rows: z.number() })) }), run: () => undefined });
const tables: string[] = Array.from({ length: 200 }, (_, n) => n === ${changed} ? 'changed_' + n : 'table_' + n);
export const dags = tables.map((table, n) =>
  dag({ id: 'load_' + n, schedule: '@daily' }, () => {
    const parts = map(['a', 'b'], (part) => load({ table }, { id: 'part' }));
    const whole = load({ table });
    report({ rows: [whole] }, { after: parts });
  }));
`;

function hashes(loaded: LoadedFolder): ReadonlyMap<string, string> {
  return new Map(loaded.dags.map(({ runtime }) => [runtime.plan.id, runtime.plan.hash]));
}

describe('a file that generates 200 dags', () => {
  it('is checked and loaded, and only the dag that changed changes its hash', async () => {
    const before = join(folder, 'before');
    const after = join(folder, 'after');
    await mkdir(before);
    await mkdir(after);
    await writeFile(join(before, 'factory.dag.ts'), factory(-1));
    await writeFile(join(after, 'factory.dag.ts'), factory(17));
    const one = await loadDagFolder(before);
    const two = await loadDagFolder(after);
    expect(one.faults).toEqual([]);
    expect(one.dags.length).toBe(200);
    expect(one.dags[0]?.file).toBe('factory.dag.ts');
    const old = hashes(one);
    const changed = [...hashes(two)].filter(([id, hash]) => old.get(id) !== hash);
    expect(changed.map(([id]) => id)).toEqual(['load_17']);
    expect(two.build).not.toBe(one.build);
  }, 60_000);

  it('takes less than two seconds of processor time', async () => {
    const file = join(folder, 'timed.dag.ts');
    await writeFile(file, factory(-1));
    const before = process.cpuUsage();
    const module = (await import(pathToFileURL(file).href)) as object;
    const hashes = exportedDags(module).map((dag) => dag.plan.hash);
    const { user, system } = process.cpuUsage(before);
    expect(new Set(hashes).size).toBe(200);
    // Processor time, because the wall clock of a busy machine says nothing about this code.
    expect((user + system) / 1e6).toBeLessThan(2);
  }, 60_000);
});

describe('loading into this process', () => {
  it('brings the code of good files and names the faults of the others, in one line each', async () => {
    const mixed = join(folder, 'mixed');
    await mkdir(mixed);
    await writeFile(join(mixed, 'good.dag.ts'), factory(0).replace('length: 200', 'length: 1'));
    await writeFile(join(mixed, 'bad.dag.ts'), "\nthrow new Error('at load');");
    const loaded = await loadDagFolder(mixed);
    expect(loaded.dags.map(({ runtime }) => [...runtime.bodies.keys()])).toEqual([
      ['part', 'load', 'report'],
    ]);
    expect(loaded.errors).toEqual([
      {
        file: 'bad.dag.ts',
        code: 'LOAD001',
        message:
          '2:7: Loading the file threw Error: at load. A dag file only defines tasks and dags. ' +
          'Move work that can fail into the `run` of a task.',
      },
    ]);
  }, 60_000);

  it('never imports a file that did not pass its check', async () => {
    const canary = join(folder, 'canary');
    await mkdir(canary);
    await writeFile(
      join(canary, 'bad.dag.ts'),
      "(globalThis as any).canary = 'sang';\nthrow new Error('no');",
    );
    await loadDagFolder(canary);
    expect(Reflect.get(globalThis, 'canary')).toBeUndefined();
  }, 60_000);

  it('refuses a dag whose plan is another one at each load', async () => {
    const restless = join(folder, 'restless');
    await mkdir(restless);
    await writeFile(
      join(restless, 'restless.dag.ts'),
      factory(0).replace('length: 200', 'length: 1').replace("'changed_'", 'Math.random()'),
    );
    const loaded = await loadDagFolder(restless);
    expect(loaded.dags).toEqual([]);
    expect(loaded.errors.map(({ code }) => code)).toEqual(['LOAD020']);
  }, 60_000);
});

describe('a folder far from any package', () => {
  it('is loaded by a process of its own, with the engine’s own perdure and zod', async () => {
    const away = await mkdtemp(join(tmpdir(), 'perdure-away-'));
    try {
      await writeFile(join(away, 'away.dag.ts'), factory(0).replace('length: 200', 'length: 1'));
      const script = `
        import { loadDagFolder } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
        const { dags, errors } = await loadDagFolder(${JSON.stringify(away)});
        console.log(JSON.stringify({ ids: dags.map((d) => d.runtime.plan.id), errors }));`;
      const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
      const { stdout } = await promisify(execFile)(process.execPath, [
        ...['--import', tsx, '--conditions=perdure:source'],
        ...['--input-type=module', '-e', script],
      ]);
      expect(JSON.parse(stdout)).toEqual({ ids: ['load_0'], errors: [] });
    } finally {
      await rm(away, { recursive: true, force: true });
    }
  }, 60_000);
});
