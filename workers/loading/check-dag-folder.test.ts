import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDagFolder } from './check-dag-folder.ts';
import type { CheckReport } from './check-report.ts';
import { formatReport } from './report.ts';

/** Marks the processes that these files start, so that a leftover can be found by name. */
const MARK = `perdure-poison-${process.pid}`;

const good = (id: string): string => `
import { z } from 'zod';
import { dag, task } from 'perdure';
const load = task({ name: 'load', input: z.object({ url: z.string() }), run: () => undefined });
export const it = dag({ id: '${id}' }, () => { load({ url: 'x' }); });
`;

/** File → its text, and the code (with line, where one is known) it has to give. */
const POISON: { readonly [file: string]: readonly [text: string, expected: string] } = {
  'throws.dag.ts': ["interface Gone { a: 1 }\n\nthrow new TypeError('boom');", '3 LOAD001'],
  'throws-text.dag.ts': ["throw 'just text';", 'LOAD001'],
  'throws-nothing.dag.js': ['throw undefined;', 'LOAD001'],
  'throws-trap.dag.ts': [
    "throw new Proxy({}, { get: () => { throw new Error('no'); } });",
    '1 LOAD001',
  ],
  'syntax.dag.ts': ['export const a = 1;\nconst b = {;\n', '2 LOAD002'],
  'syntax.dag.js': ['export const a = 1;\nconst b = {;\n', '2 LOAD002'],
  'missing-file.dag.ts': [
    "import './ok-1.dag.ts';\nimport { a } from './nope.ts';\na();",
    '2 LOAD003',
  ],
  'missing-package.dag.ts': [
    "import type {} from 'zod';\nimport x from 'no-such-package';\nx();",
    '2 LOAD003',
  ],
  'missing-export.dag.ts': ["import { nothing } from './ok-1.dag.ts';\nnothing();", '1 LOAD003'],
  'exits.dag.ts': ['const a: number = 1;\nprocess.exit(a);', '2 LOAD004'],
  'exits-later.dag.ts': [
    'setTimeout(() => process.exit(0), 1);\nawait new Promise(() => {});',
    '1 LOAD004',
  ],
  'aborts.dag.ts': ["process.kill(process.pid, 'SIGKILL');\nfor (;;);", 'LOAD004'],
  'loop.dag.ts': ['for (;;);', 'LOAD005'],
  'never.dag.ts': ['await new Promise(() => {});', 'LOAD005'],
  'heap.dag.ts': [
    'const a: unknown[] = [];\nfor (;;) a.push(new Array(1e5).fill(1.5));',
    'LOAD006',
  ],
  'buffers.dag.ts': ['const a: unknown[] = [];\nfor (;;) a.push(Buffer.alloc(5e7, 1));', 'LOAD006'],
  'stdout.dag.ts': [
    "for (let i = 0; i < 1024; i++) process.stdout.write('x'.repeat(1e6));",
    'LOAD007',
  ],
  'stderr.dag.ts': [
    "import fs from 'node:fs';\nfor (;;) fs.writeSync(2, 'x'.repeat(1e5));",
    'LOAD007',
  ],
  'timer.dag.ts': [`${good('timer')}setInterval(() => {}, 1000);`, '6 LOAD008'],
  'server.dag.ts': [
    `import net from 'node:net';${good('server')}net.createServer().listen(0);`,
    '6 LOAD008',
  ],
  'spawn.dag.ts': [
    `import { spawn } from 'node:child_process';${good('spawn')}spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)', '${MARK}'], { stdio: 'ignore' });`,
    '6 LOAD008',
  ],
  'spawn-detached.dag.ts': [
    `import { spawn } from 'node:child_process';${good('spawn_detached')}spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)', '${MARK}'], { stdio: 'ignore', detached: true }).unref();`,
    '6 LOAD008',
  ],
  'patch.dag.ts': [`${good('patch')}Date.now = () => 0;`, 'LOAD009'],
  'patch-json.dag.ts': [`${good('patch_json')}JSON.parse = () => 0;`, 'LOAD009'],
  'patch-global.dag.ts': [
    `${good('patch_global')}globalThis.setTimeout = (() => 0) as never;`,
    'LOAD009',
  ],
  'moves.dag.ts': [`${good('moves')}process.chdir('/');`, 'LOAD009'],
  'pollutes.dag.ts': [`${good('pollutes')}(Object.prototype as any).isAdmin = true;`, 'LOAD010'],
  'pollutes-array.dag.ts': [
    `${good('pollutes_array')}(Array.prototype as any).last = 1;`,
    'LOAD010',
  ],
  'stray.dag.ts': [`${good('stray')}void Promise.reject(new Error('late'));`, '6 LOAD011'],
  'no-dag.dag.ts': ['export const a = 1;', 'LOAD015'],
  'twice-a.dag.ts': [good('twice'), '5 LOAD018'],
  'twice-b.dag.ts': [good('twice'), '5 LOAD018'],
  'fine-factory.dag.ts': [
    `${good('factory')}export const more = [1, 2].map((n) => dag({ id: 'f' + n }, () => { load({ url: 'x' }); }));`,
    '',
  ],
  'fine-short-timer.dag.ts': [`${good('short_timer')}setTimeout(() => {}, 5);`, ''],
  'fine-global.dag.ts': [`${good('global')}(globalThis as any).mine = 1;`, ''],
  'fine-polyfill.dag.ts': [
    `${good('polyfill')}Object.defineProperty(Array.prototype, 'mine', { value: 1, enumerable: false });`,
    '',
  ],
  'fine-output.dag.ts': [`${good('output')}console.log('x'.repeat(1e5));`, ''],
  'fine-await.dag.ts': [`${good('awaits')}await new Promise((r) => setTimeout(r, 50));`, ''],
};

let folder: string;
let report: CheckReport;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perdure-poison-'));
  for (const [file, [text]] of Object.entries(POISON)) await writeFile(join(folder, file), text);
  for (const n of [1, 2, 3]) await writeFile(join(folder, `ok-${n}.dag.ts`), good(`ok_${n}`));
  await symlink('.', join(folder, 'loop'));
  report = await checkDagFolder(folder, {
    limits: { wallMs: 8_000, heapMb: 128, memoryMb: 500, outputBytes: 200_000 },
  });
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

function faultsOf(file: string): readonly string[] {
  return report.faults
    .filter((fault) => fault.file === file)
    .map(({ line, code }) => (line === undefined ? code : `${line} ${code}`));
}

describe('a folder of poison', () => {
  it.each(Object.entries(POISON).map(([file, [, expected]]) => [file, expected] as const))(
    '%s gives "%s"',
    (file, expected) => {
      expect(faultsOf(file)).toEqual(expected === '' ? [] : [expected]);
    },
  );

  it('hides no good dag', () => {
    expect(report.dags.map(({ plan }) => plan.id)).toEqual([
      ...['awaits', 'f1', 'f2', 'factory', 'global', 'ok_1', 'ok_2', 'ok_3'],
      ...['output', 'polyfill', 'short_timer'],
    ]);
  });

  it('names the loop of links', () => {
    expect(faultsOf('loop')).toEqual(['LOAD013']);
  });

  it('tells a busy loop from a wait that never ends', () => {
    const words = (file: string): string | undefined =>
      report.faults.find((fault) => fault.file === file)?.message;
    expect(words('loop.dag.ts')).toContain('keeps the processor busy');
    expect(words('never.dag.ts')).toContain('waits at its top level');
  });

  it('leaves no process of author code behind', () => {
    const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect(processes.split('\n').filter((line) => line.includes(MARK))).toEqual([]);
  });

  it('prints no stack trace and no machine path', () => {
    const text = formatReport(report);
    expect(text).not.toMatch(/^\s+at .*[(/]/m);
    expect(text).not.toContain(folder);
    expect(text).not.toContain('node_modules');
  });

  it('gives only data, and sets nothing in this process', () => {
    expect(structuredClone(report)).toEqual(report);
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
  });
});

describe('a file that vanishes while the folder is checked', () => {
  it('gives one fault and hides nothing', async () => {
    const { checkFiles } = await import('./checker-pool.ts');
    const { loadLimits } = await import('./load-limits.ts');
    const gone = join(folder, 'gone.dag.ts');
    const ends = await checkFiles([gone, join(folder, 'ok-1.dag.ts')], loadLimits());
    const end = ends.get(gone);
    expect(end?.kind === 'checked' && end.outcome.faults.map(({ code }) => code)).toEqual([
      'LOAD012',
    ]);
    const fine = ends.get(join(folder, 'ok-1.dag.ts'));
    expect(fine?.kind === 'checked' && fine.outcome.dags.length).toBe(1);
  }, 60_000);
});
