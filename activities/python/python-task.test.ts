import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dag, task } from '../../dsl/index.ts';
import { testDag } from '../../workers/testing/index.ts';
import { DatasetRef, FileRef } from '../data/dataset-ref.ts';
import { readFile, writeDataset } from '../data/dataset-store.ts';
import { runPython, type PythonOrder } from './python-process.ts';
import { pythonTask } from './python-task.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
let folder = '';
let scripts = 0;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'perdure-python-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(...lines: readonly string[]): string {
  const file = path.join(folder, `script_${++scripts}.py`);
  writeFileSync(file, ['import perdure_task as task', ...lines].join('\n'));
  return file;
}

const NumberOut = z.object({ n: z.number() });
type Run = Awaited<ReturnType<typeof testDag>>;
/** Runs a dag of one Python task without input. */
function alone(file: string, more: object = {}): Promise<Run> {
  const body = pythonTask({
    ...{ name: 'body', script: file, retryDelay: '1s', ...more },
    input: z.object({}),
    output: NumberOut.optional(),
  });
  return testDag(dag({ id: 'alone' }, () => void body({})));
}
const bodyOf = (run: Run): Run['instances'][number] | undefined =>
  run.instances.find(({ path: each }) => each === 'body');

describe.skipIf(!hasPython)('a Python task', { timeout: 120_000 }, () => {
  it('gets its input, gives its output, and both have the types of their schemas', async () => {
    const doubled = pythonTask({
      name: 'doubled',
      script: script(
        'data = task.input()',
        'task.log.info("Doubling.", n=data["n"])',
        'print("plain words")',
        'task.output({"n": data["n"] * 2, "names": [name.upper() for name in data["names"]]})',
      ),
      input: z.object({ n: z.int(), names: z.array(z.string()).default(['é']) }),
      output: z.object({ n: z.int(), names: z.array(z.string()) }),
    });
    const run = await testDag(dag({ id: 'doubling' }, () => doubled({ n: 21 })));
    expect(run.result).toEqual({ n: 42, names: ['É'] });
    expect(run.logs).toContainEqual(
      expect.objectContaining({ level: 'info', message: 'Doubling.' }),
    );
    expect(run.logs).toContainEqual(expect.objectContaining({ message: 'plain words' }));
  });

  it('has its data sets and files on disk, and gives files back', async () => {
    const make = task({
      name: 'make',
      output: DatasetRef,
      run: (_, ctx) =>
        writeDataset(ctx, {
          rows: 2,
          columns: [{ name: 'a', type: 'number', values: Float64Array.of(1.5, 2.5) }],
        }),
    });
    const sum = pythonTask({
      name: 'sum',
      script: script(
        'import csv',
        'rows = list(csv.DictReader(open(task.input()["data"]["path"])))',
        'open("sum.txt", "w").write(str(sum(float(row["a"]) for row in rows)))',
        'task.output({"file": task.keep_file("sum.txt")})',
      ),
      input: z.object({ data: DatasetRef }),
      output: z.object({ file: FileRef }),
    });
    const read = task({
      name: 'read',
      input: z.object({ file: FileRef }),
      output: z.string(),
      run: async ({ file }, ctx) => Buffer.from(await readFile(ctx, file)).toString(),
    });
    const run = await testDag(
      dag({ id: 'summing' }, () => read({ file: sum({ data: make() }).file })),
    );
    expect([run.errors, run.result]).toEqual([[], '4.0']);
  });

  it('fails with the exception’s name, its message and where it was raised', async () => {
    const file = script('def f():', '    raise ValueError("no good")', 'f()');
    const run = await alone(file, { retries: 1 });
    expect(bodyOf(run)).toMatchObject({ state: 'failed', tries: 2 });
    expect(bodyOf(run)?.error?.message).toContain(`ValueError: no good (at f (${file}:3)`);
  });

  it.each([
    ['a syntax error', ['def f(:'], 'SyntaxError'],
    ['a package that is not there', ['import no_such_package_at_all'], 'ModuleNotFoundError'],
    ['fail() without retry', ['task.fail("Bad rows.", retry=False)'], 'Bad rows.'],
    ['an output of another shape', ['task.output({"n": "x"})'], 'n'],
  ])('is not tried again for %s', async (_, lines, words) => {
    const run = await alone(script(...lines), { retries: 3 });
    expect(bodyOf(run)).toMatchObject({ state: 'failed', tries: 1 });
    expect(bodyOf(run)?.error?.message).toContain(words);
  });

  it('is not tried again when its author says so of an exception’s name', async () => {
    const file = script('raise KeyError("k")');
    const run = await alone(file, { retries: 3, nonRetryable: ['KeyError'] });
    expect(bodyOf(run)).toMatchObject({ state: 'failed', tries: 1 });
  });

  it('names a Python or a script that is not there', async () => {
    const file = script('pass');
    const noPython = await alone(file, { python: '/nowhere/python' });
    expect(noPython.errors.join()).toContain('Python "/nowhere/python" cannot be started');
    const noScript = await alone('/nowhere/train.py');
    expect(noScript.errors.join()).toContain('"/nowhere/train.py" is not on this worker.');
  });

  it.each([
    ['sys.exit(3)', 'exit code 3'],
    ['os.kill(os.getpid(), 9)', 'signal SIGKILL'],
  ])('fails when the process ends by %s', async (line, words) => {
    const run = await alone(script('import os, sys', line));
    expect(bodyOf(run)?.error?.message).toContain(words);
  });

  it('can skip, and ends well without an output where none is asked for', async () => {
    const skipped = await alone(script('task.skip("Nothing new.")'));
    expect(bodyOf(skipped)).toMatchObject({ state: 'skipped' });
    const silent = await alone(script('pass'));
    expect(bodyOf(silent)).toMatchObject({ state: 'success' });
  });

  it('goes on from its checkpoint, files included, in its next try', async () => {
    const file = script(
      'found = task.load_checkpoint()',
      'if found is None:',
      '    open("weights.bin", "wb").write(b"w" * 10)',
      '    task.save_checkpoint({"epoch": 4}, {"weights": "weights.bin"})',
      '    raise RuntimeError("lost")',
      'value, files = found',
      'task.output({"n": value["epoch"] + len(open(files["weights"], "rb").read())})',
    );
    const run = await alone(file, { retries: 1 });
    expect(bodyOf(run)).toMatchObject({ state: 'success', tries: 2, output: { n: 14 } });
  });

  it('sees none of the worker’s environment but what it was given', async () => {
    process.env['PERDURE_TEST_PASSWORD'] = 'hidden';
    process.env['PERDURE_TEST_SHOWN'] = 'shown';
    const file = script(
      'import os',
      'seen = ["PERDURE_TEST_PASSWORD" in os.environ, os.environ.get("PERDURE_TEST_SHOWN"), os.environ.get("OWN")]',
      'assert seen == [False, "shown", "1"], seen',
      'assert "DATABASE_URL" not in os.environ and "PERDURE_ORDER" not in os.environ',
    );
    const run = await alone(file, { passEnv: ['PERDURE_TEST_SHOWN'], env: { OWN: '1' } });
    expect(run.errors).toEqual([]);
  });

  it('sends numpy-like numbers, metrics, params and tags, and logging by level', async () => {
    const file = script(
      'import logging',
      'class Scalar:',
      '    def item(self): return 7',
      'task.params({"trees": 3}); task.tags({"by": "hand"})',
      'task.metrics({"loss": 0.5, "bad": float("nan")}, step=2)',
      'logging.getLogger("lib").warning("careful")',
      'task.heartbeat({"epoch": 1})',
      'task.output({"n": Scalar()})',
    );
    const run = await alone(file);
    expect(run.errors).toEqual([]);
    expect(bodyOf(run)?.output).toEqual({ n: 7 });
    expect(run.logs).toContainEqual(expect.objectContaining({ level: 'warn', message: 'careful' }));
  });

  it('takes an output larger than a message may be', async () => {
    const large = pythonTask({
      name: 'large',
      script: script('task.output({"text": "x" * 300_000})'),
      input: z.object({}),
      output: z.object({ text: z.string() }),
    });
    const length = task({
      name: 'length',
      input: z.object({ text: z.string() }),
      output: z.int(),
      run: ({ text }) => text.length,
    });
    const run = await testDag(dag({ id: 'large' }, () => length({ text: large({}).text })));
    expect(run.result).toBe(300_000);
  });
});

describe.skipIf(!hasPython || process.platform === 'win32')(
  'a Python process',
  { timeout: 120_000 },
  () => {
    const order = (file: string): PythonOrder => ({
      ...{ interpreter: 'python3', script: file, scratch: folder, attempt: 1, run: {} },
      environment: { PATH: process.env['PATH'] ?? '' },
    });
    const isAlive = (pid: number): boolean => {
      try {
        process.kill(pid, 0);
        // A process that ended and was not waited for is no process any more.
        return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
      } catch {
        return false;
      }
    };
    async function until(holds: () => boolean): Promise<void> {
      for (let tries = 0; tries < 200 && !holds(); tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(holds()).toBe(true);
    }

    it('that is told to stop may clean up', async () => {
      const file = script(
        'import time',
        'try:',
        '    print("ready")',
        '    time.sleep(60)',
        'finally:',
        '    print("cleaned")',
      );
      const stop = new AbortController();
      const said: string[] = [];
      const end = await runPython(
        order(file),
        {
          message: () => Promise.resolve(undefined),
          output: (_, line) => {
            said.push(line);
            if (line === 'ready') stop.abort();
          },
        },
        { signal: stop.signal, graceMs: 20_000 },
      );
      expect(said).toEqual(['ready', 'cleaned']);
      expect(end).toEqual({ code: 0, signal: null });
    });

    it('that does not stop is killed with all it has started', async () => {
      const file = script(
        'import subprocess, sys, time',
        'child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])',
        'said = False',
        'while True:',
        '    try:',
        // From inside, so that it is already deaf when the test hears of it.
        '        if not said: said = True; print(child.pid)',
        '        while True: time.sleep(1)',
        '    except BaseException: pass',
      );
      const stop = new AbortController();
      const pids: number[] = [];
      const end = await runPython(
        order(file),
        {
          message: () => Promise.resolve(undefined),
          output: (_, line) => {
            pids.push(Number(line));
            stop.abort();
          },
        },
        { signal: stop.signal, graceMs: 300 },
      );
      expect(end.signal).toBe('SIGKILL');
      const [started] = pids;
      await until(() => started !== undefined && !isAlive(started));
    });

    it('ends with the worker that is killed, from inside a loop that never lets go', async () => {
      const file = script('print(__import__("os").getpid())', 'while True: pass');
      const worker = path.join(folder, 'worker.mjs');
      const built = new URL('./python-process.ts', import.meta.url).href;
      writeFileSync(
        worker,
        `const { runPython } = await import(${JSON.stringify(built)});
       const order = ${JSON.stringify(order(file))};
       const say = { message: async () => undefined, output: (_, line) => console.log(line) };
       await runPython(order, say, { signal: new AbortController().signal, graceMs: 1000 });`,
      );
      const child = spawn(process.execPath, ['--import', 'tsx', worker], {
        cwd: path.resolve(import.meta.dirname, '../..'),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const pid = await new Promise<number>((resolve) => {
        child.stdout.once('data', (data: Buffer) => resolve(Number(String(data).trim())));
      });
      expect(isAlive(pid)).toBe(true);
      child.kill('SIGKILL');
      await until(() => !isAlive(pid));
      const left = spawnSync('pgrep', ['-g', String(pid)], { encoding: 'utf8' });
      const group = left.stdout.split('\n').filter((each) => each !== '');
      await until(() => group.every((each) => !isAlive(Number(each))));
    });
  },
);
