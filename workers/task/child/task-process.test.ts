import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimeOf } from '../../../dsl/runtime/index.ts';
import { readLog } from '../../../stores/logs/index.ts';
import { openObjectStore } from '../../../stores/objects/open-object-store.ts';
import { memoryStores } from '../../../stores/memory-stores.ts';
import { logKey } from '../../../stores/objects/object-key.ts';
import type { PlanTaskOptions } from '../../../dsl/plan/plan-task-options.ts';
import type { TaskCall } from '../../../workflows/protocol/index.ts';
import { lab as dag } from '../../../test/fixtures/task-process/lab.dag.ts';
import { loadDagFolder } from '../../loading/index.ts';
import { fakePort } from '../testing/fake-port.ts';
import { callOf, failureOf, labOf, RUN, type Lab } from '../testing/task-fixture.ts';

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const file = fileURLToPath(
  new URL('../../../test/fixtures/task-process/lab.dag.ts', import.meta.url),
);
const { plan, bodies } = runtimeOf(dag);
const [body] = bodies.values();
const taskId = [...bodies.keys()].join();
if (body === undefined) throw new Error('The fixture has no task.');

let lab: Lab;
beforeAll(() => {
  lab = labOf(body, {
    lookup: () => ({ body, file }),
    env: { PERDURE_SECRET_TOKEN: 'hunter2' },
    logLimits: { flushMs: 50 },
    limits: { graceMs: 300 },
    children: { max: 1 },
  });
});
afterAll(() => lab.activity.close());

let paths = 0;
function act(name: string, detail = '', options: Partial<PlanTaskOptions> = {}): TaskCall {
  return callOf({
    taskId,
    path: `work[${paths++}]`,
    planHash: plan.hash,
    input: {
      kind: 'object',
      fields: {
        act: { kind: 'literal', value: name },
        detail: { kind: 'literal', value: detail },
      },
    },
    options: { isolation: 'process', ...options },
  });
}
const keyOf = (call: TaskCall) => ({ ...RUN, path: call.path });
const logOf = async (call: TaskCall, attempt = 1) =>
  (await readLog(lab.stores.objects, logKey(keyOf(call), { generation: 1, attempt }))).lines;
const valueOf = async (report: Promise<unknown>): Promise<unknown> => {
  const { output } = (await report) as { output: { value: unknown } };
  return output.value;
};
/** A killed process that nobody has collected yet still has a pid. */
const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
interface Where {
  readonly pid: number;
  readonly cwd: string;
  readonly before: boolean;
  readonly env: readonly string[];
  readonly channel: string;
}

describe('a task process', () => {
  it('is warm, sees a scrubbed environment, no channel, and an empty folder of its own', async () => {
    process.env['DATABASE_URL'] = 'postgres://secret';
    const first = (await valueOf(lab.attempt(act('where')))) as Where;
    const second = (await valueOf(lab.attempt(act('where')))) as Where;
    expect(first.pid).not.toBe(process.pid);
    expect(second.pid).toBe(first.pid);
    expect(second.cwd).not.toBe(first.cwd);
    expect(second.before).toBe(false);
    expect(existsSync(first.cwd)).toBe(false);
    expect(first.env).not.toContain('DATABASE_URL');
    // The one setting that tasks go by themselves; no address of a store, no token.
    const own = first.env.filter((name) => name.startsWith('PERDURE'));
    expect(own).toEqual(['PERDURE_ALLOWED_ADDRESSES']);
    expect(first.channel).toBe('undefined');
  });

  it('that crashes is named with its signal and last words, retried, and replaced', async () => {
    const crash = await failureOf(lab.attempt(act('crash', '', { retries: 1 })));
    expect(crash).toMatchObject({ type: 'ChildCrashed', nonRetryable: false });
    expect(crash.message).toContain('SIGSEGV');
    const exit = await failureOf(lab.attempt(act('exit')));
    expect(exit.message).toContain('exit code 3');
    expect(exit.message).toContain('cannot go on');
    await expect(valueOf(lab.attempt(act('where')))).resolves.toHaveProperty('pid');
  });

  it('in an endless loop is killed at its timeout, while heartbeats go on and its log is readable', async () => {
    await lab.attempt(act('where')); // a warm process: its start is no part of the times below
    const port = fakePort({ heartbeatTimeoutMs: 150, startToCloseTimeoutMs: 20_000 });
    const call = act('loop', '60000', { timeoutMs: 1_500, retries: 1 });
    const attempt = failureOf(lab.attempt(call, port));
    let said = '';
    for (let i = 0; i < 25 && !said.includes('spinning'); i++) {
      await sleep(50);
      said = (await logOf(call)).map(({ message }) => message).join();
    }
    expect(said).toContain('spinning');
    expect(await attempt).toMatchObject({ type: 'AttemptTimeout', nonRetryable: false });
    expect(port.beats.length).toBeGreaterThanOrEqual(20);
  });

  it('hears of a cancel and has grace; what it started ends with it', async () => {
    const polite = fakePort();
    const waiting = failureOf(lab.attempt(act('wait'), polite));
    await sleep(400);
    polite.cancel();
    expect(await waiting).toMatchObject({ name: 'CancelledFailure' });
    const port = fakePort();
    const call = act('grandchild');
    const stubborn = failureOf(lab.attempt(call, port));
    let pid = 0;
    for (let i = 0; pid === 0 && i < 100; i++) {
      await sleep(50);
      const line = (await logOf(call)).find(({ message }) => message.startsWith('grandchild'));
      pid = Number(line?.message.split(' ')[1] ?? 0);
    }
    expect(isAlive(pid)).toBe(true);
    port.cancel();
    await stubborn;
    await sleep(100);
    expect(isAlive(pid)).toBe(false);
  });

  it('ends at once when it is cancelled before its body has begun, whatever its process does', async () => {
    const home = await mkdtemp(join(tmpdir(), 'perdure-slow-file-'));
    const loading = join(home, 'loading');
    const slow = join(home, 'slow.dag.ts');
    const lines = [`writeFileSync(${JSON.stringify(loading)}, '');`, 'for (;;);'];
    await writeFile(slow, `import { writeFileSync } from 'node:fs';\n${lines.join('\n')}\n`);
    let from = file;
    const patient = labOf(body, {
      lookup: () => ({ body, file: from }),
      // Whoever waited for it would be given up by the test.
      limits: { graceMs: 600_000 },
      children: { max: 1 },
    });
    const starting = fakePort();
    const early = failureOf(patient.attempt(act('wait'), starting));
    await sleep(50);
    starting.cancel();
    expect((await early).name).toBe('CancelledFailure');
    expect(await valueOf(patient.attempt(act('where')))).toMatchObject({ attempt: 1 });
    from = slow;
    const port = fakePort();
    const late = failureOf(patient.attempt(act('wait'), port));
    await expect.poll(() => existsSync(loading), { timeout: 60_000 }).toBe(true);
    port.cancel();
    expect((await late).name).toBe('CancelledFailure');
    await patient.activity.close();
    await rm(home, { recursive: true, force: true });
  }, 90_000);

  it('logs from the task, stdout and stderr to the last byte, without colours', async () => {
    const call = act('talk');
    await expect(valueOf(lab.attempt(call))).resolves.toBe(7);
    const lines = (await logOf(call)).map(({ source, message }) => `${source}: ${message}`);
    expect(lines).toContain('task: from the task');
    expect(lines).toContain('stdout: plain red');
    expect(lines).toContain('stdout: last without an end');
    expect(lines).toContain('stderr: on stderr');
    expect(lines.join()).not.toContain('perdure-end');
  });

  it('names bad outputs and odd throws as the worker does', async () => {
    const nan = await failureOf(lab.attempt(act('nan', '', { retries: 3 })));
    expect(nan).toMatchObject({ type: 'InvalidOutput', nonRetryable: true });
    expect(nan.message).toContain('rows[0] is NaN');
    expect((await failureOf(lab.attempt(act('throwNull')))).message).toContain('threw null');
    await expect(lab.attempt(act('skip'))).resolves.toMatchObject({ kind: 'skipped' });
  });

  it('fails a try that leaves a rejection unhandled; one after the end harms no later try', async () => {
    const stray = await failureOf(lab.attempt(act('stray')));
    expect(stray).toMatchObject({ type: 'TaskFailed' });
    expect(stray.message).toContain('nobody waits for me');
    await expect(valueOf(lab.attempt(act('late')))).resolves.toBe('returned');
    await sleep(300);
    await expect(valueOf(lab.attempt(act('where')))).resolves.toHaveProperty('pid');
  });

  it('keeps large outputs and artifacts through the worker when it has no stores of its own', async () => {
    await expect(lab.attempt(act('big'))).resolves.toMatchObject({ output: { kind: 'blob' } });
    await expect(valueOf(lab.attempt(act('artifact')))).resolves.toEqual([1, 2, 3]);
  });

  it('killed in the middle of training resumes, and ends with the weights of an unbroken run', async () => {
    const unbroken = (await valueOf(lab.attempt(act('train')))) as { weights: number[] };
    const call = act('train', '3', { retries: 1 });
    expect(await failureOf(lab.attempt(call))).toMatchObject({ type: 'ChildCrashed' });
    await expect(valueOf(lab.attempt(call, { attempt: 2 }))).resolves.toEqual({
      startedFrom: 3,
      weights: unbroken.weights,
    });
  });

  it('opens the object store for itself where it is told how, and never the database', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'perdure-objects-'));
    const objects = await openObjectStore(pathToFileURL(folder).href);
    const own = labOf(body, {
      stores: { ...memoryStores(), objects },
      storesConfig: {
        databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
        objectStore: pathToFileURL(folder).href,
      },
      lookup: () => ({ body, file }),
      children: { max: 1 },
    });
    try {
      await expect(valueOf(own.attempt(act('train')))).resolves.toHaveProperty('weights');
      const report = await own.attempt(act('big'));
      expect(report).toMatchObject({ output: { kind: 'blob' } });
      expect(await objects.list('values/')).toHaveLength(1);
    } finally {
      await own.activity.close();
      await rm(folder, { recursive: true });
    }
  });

  it('loads author code as its worker loaded it, whatever was edited since', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'perdure-dags-'));
    const write = (name: string, text: string) => writeFile(join(folder, name), text);
    await write(
      'word.ts',
      `import { z } from 'zod';\nexport const word = z.string().parse('before');`,
    );
    await write(
      'echo.dag.ts',
      `import { dag, task } from 'perdure';
       import { z } from 'zod';
       import { word } from './word.ts';
       const say = task({ name: 'say', output: z.string(), run: () => word });
       export const echo = dag({ id: 'lab' }, () => { say(); });`,
    );
    const { dags, sources, errors } = await loadDagFolder(folder);
    expect(errors).toEqual([]);
    const [loaded] = dags;
    const say = loaded?.runtime.bodies.get('say');
    if (loaded === undefined || say === undefined) throw new Error('The dag was not loaded.');
    await write('word.ts', `export const word = 'after';`);
    await write('echo.dag.ts', 'syntax error');
    const frozen = labOf(say, {
      sources,
      lookup: () => ({ body: say, file: join(folder, loaded.file) }),
    });
    try {
      const report = frozen.attempt({
        ...act('none'),
        taskId: 'say',
        planHash: loaded.runtime.plan.hash,
      });
      await expect(valueOf(report)).resolves.toBe('before');
    } finally {
      await frozen.activity.close();
      await rm(folder, { recursive: true });
    }
  });

  it('in an endless loop ends when its worker is killed', async () => {
    const program = fileURLToPath(
      new URL('../../../test/fixtures/task-process/doomed-worker.ts', import.meta.url),
    );
    const worker = spawn(
      process.execPath,
      ['--conditions=perdure:source', '--import', TSX, program],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(worker.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isAlive(pid)).toBe(true);
    worker.kill('SIGKILL');
    for (let i = 0; i < 100 && isAlive(pid); i++) await sleep(50);
    expect(isAlive(pid)).toBe(false);
  });

  it('waits its turn for a device, and leaves the queue when cancelled', async () => {
    const first = lab.attempt(act('loop', '600'));
    await sleep(50);
    const port = fakePort();
    const queued = failureOf(lab.attempt(act('where'), port));
    await sleep(50);
    port.cancel();
    expect(await queued).toMatchObject({ name: 'CancelledFailure' });
    await expect(first).resolves.toMatchObject({ kind: 'success' });
  });

  it('refuses a dag file that is not what the run was started on', async () => {
    const failure = await failureOf(lab.attempt({ ...act('where'), planHash: 'b'.repeat(64) }));
    expect(failure).toMatchObject({ type: 'BuildMismatch', nonRetryable: true });
  });
});
