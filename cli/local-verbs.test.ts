import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { golden, runCaptured, type Captured } from './testing/run-captured.ts';

const DAGS = fileURLToPath(new URL('testing/dags', import.meta.url));
const BROKEN = fileURLToPath(new URL('../test/broken-dags', import.meta.url));

/** Without a server and without any setting. */
function cli(...args: string[]): Promise<Captured> {
  return runCaptured(args, { cwd: DAGS });
}

describe('verbs that need no server', { timeout: 120_000 }, () => {
  it('check: a good folder is fine', async () => {
    const { code, out } = await cli('dags', 'check', '.');
    expect(out).toContain('1 file, 1 dag, 0 errors');
    expect(code).toBe(0);
  });

  it('check: faults give 1, every file is named, and no stack is shown', async () => {
    const { code, out, err } = await cli('dags', 'check', BROKEN);
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(out).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    const report = await cli('dags', 'check', BROKEN, '-o', 'json');
    const { files } = JSON.parse(report.out) as { readonly files: readonly string[] };
    for (const file of files) expect(out).toContain(file);
  });

  it('check: a path that is not there is bad usage', async () => {
    expect((await cli('dags', 'check', 'nowhere')).code).toBe(2);
  });

  it('show: a file is drawn without a server', async () => {
    await expect(
      golden(await cli('dags', 'show', 'hello.dag.ts', '--mermaid')),
    ).toMatchFileSnapshot('golden/dags-show.file.txt');
    const broken = await cli('dags', 'show', `${BROKEN}/nowhere.dag.ts`);
    expect(broken.code).toBe(2);
  });

  it('test: runs a dag by id or by file, and says how each task went', async () => {
    const byId = await cli('dags', 'test', 'hello', '--dags', '.');
    expect(byId.out).toMatch(/greet\[1\]\s+success\s+1/);
    expect(byId.out).toMatch(/hello: success in/);
    expect(byId.code).toBe(0);
    const byFile = await cli('dags', 'test', 'hello.dag.ts', '-o', 'json');
    expect(JSON.parse(byFile.out)).toMatchObject({ result: ['Hello, Ada!', 'Hello, Grace!'] });
  });

  it('test: a failed run gives 1, a bad conf 2, an unknown dag 2', async () => {
    const conf = JSON.stringify({ names: ['nobody'] });
    const failed = await cli('dags', 'test', 'hello', '--dags', '.', '--conf', conf);
    expect(failed.code).toBe(1);
    expect(failed.out).toContain('There is nobody to greet.');
    const bad = await cli('dags', 'test', 'hello', '--dags', '.', '--conf', '{"names": [1]}');
    expect(bad.code).toBe(2);
    expect(bad.err).toContain('names.0');
    const unknown = await cli('dags', 'test', 'nothing', '--dags', '.');
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('Its dags: hello.');
  });

  it('test: a script says what happens around the run', async () => {
    const script = join(mkdtempSync(join(tmpdir(), 'perdure-script-')), 'script.yaml');
    writeFileSync(script, 'outcomes:\n  greet[1]: [failForGood, ok]\n');
    const failed = await cli('dags', 'test', 'hello', '--dags', '.', '--script', script);
    expect(failed.code).toBe(1);
    writeFileSync(
      script,
      `outcomes: { 'greet[1]': [failForGood, ok] }
interventions: [{ verb: clear, at: end, selection: { onlyFailed: true } }]
`,
    );
    const mended = await cli('dags', 'test', 'hello', '--dags', '.', '--script', script);
    expect(mended).toMatchObject({ code: 0, err: '' });
    expect(mended.out).toMatch(/greet\[1\]\s+success\s+2/);
    writeFileSync(script, 'outcomes: { greet: perhaps }\nanswer: 1\n');
    const bad = await cli('dags', 'test', 'hello', '--dags', '.', '--script', script);
    expect(bad.code).toBe(2);
    expect(bad.err).toMatch(/outcomes.greet: .*\n.*answer/);
    rmSync(dirname(script), { recursive: true });
  });

  it('worker and db say what is missing', async () => {
    const worker = await cli('worker', '--dags', '.');
    expect(worker).toMatchObject({ code: 2 });
    expect(worker.err).toContain('PERDURE_OBJECT_STORE');
    const db = await cli('db', 'migrate');
    expect(db).toMatchObject({ code: 2 });
    expect(db.err).toContain('DATABASE_URL');
  });
});
