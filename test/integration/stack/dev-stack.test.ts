import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStores } from '../../../stores/open-stores.ts';
import { connectTemporal, startRun } from '../../../stores/temporal/index.ts';
import {
  processEntry,
  readDevFile,
  startDevStack,
  type DevStack,
} from '../../../workers/stack/index.ts';
import { identifyProcess } from '../../../workers/stack/process-identity.ts';

// A worker compiles its workflows at each start, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** By `npm run test:long`. */
const slow = process.env['PERDURE_SLOW'] === '1';

const env = { ...process.env, TEMPORAL_ADDRESS: '', DATABASE_URL: '', PERDURE_OBJECT_STORE: '' };
const PORT = 17_833;
const STOP_LIMIT_MS = 15_000;

// Passable, so that root's Postgres keeps its data in there and they go with it.
const root = mkdtempSync(join(tmpdir(), 'perdure-stack-'));
chmodSync(root, 0o755);
// Inside the package, so that a dag file finds `perdure` as it would in an author's project.
mkdirSync('.perdure', { recursive: true });
const dags = mkdtempSync(join('.perdure', 'stack-test-dags-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  rmSync(dags, { recursive: true, force: true });
});

const gate = join(root, 'gate');

/** A dag of two tasks: the first waits for the gate, the second says which code it is of. */
function writeDag(word: string): void {
  writeFileSync(
    join(dags, 'word.dag.ts'),
    `import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { dag, task } from 'perdure';
const wait = task({
  name: 'wait',
  input: z.object({}),
  output: z.boolean(),
  run: async () => {
    while (!existsSync(${JSON.stringify(gate)})) await sleep(50);
    return true;
  },
});
const say = task({
  name: 'say',
  input: z.object({ open: z.boolean() }),
  output: z.string(),
  run: async () => '${word}',
});
export const word = dag({ id: 'word' }, () => say({ open: wait({}) }));
`,
  );
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + 200_000;
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error(`It did not come to this in time: ${what}.`);
    await sleep(50);
  }
}

async function query(url: string, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

const gone = (pids: readonly number[]): boolean =>
  pids.every((pid) => identifyProcess(pid) === undefined);

describe('a stack on this machine', () => {
  const home = join(root, 'home');
  const lines: string[] = [];
  let stack: DevStack;

  const start = (): Promise<DevStack> =>
    startDevStack({
      ...{ home, dags, env },
      roles: ['engine', 'cpu', 'gpu'],
      ports: {
        temporal: PORT,
        temporalUi: PORT + 1000,
        postgres: PORT + 2000,
        server: PORT + 3000,
      },
      log: (line) => void lines.push(line),
    });

  beforeAll(async () => {
    writeDag('one');
    stack = await start();
  });
  afterAll(() => stack.stop());

  it('has its schema, its workers and their dags', async () => {
    expect(
      await query(stack.urls.database, 'select count(*)::int > 0 from perdure.migrations'),
    ).toEqual([true]);
    const fleet = 'select distinct queue from perdure.fleet order by 1';
    expect(await query(stack.urls.database, fleet)).toEqual(['cpu', 'gpu']);
    expect(await query(stack.urls.database, 'select dag_id from perdure.dags')).toEqual(['word']);
  });

  it('says where it is, to its owner alone', () => {
    expect(readDevFile(home)).toMatchObject({
      serverUrl: stack.urls.server,
      temporalAddress: stack.urls.temporal,
      databaseUrl: stack.urls.database,
      token: stack.token,
      pid: process.pid,
    });
    expect(statSync(join(home, 'dev.json')).mode & 0o077).toBe(0);
    expect(stack.token).toMatch(/^[0-9a-f]{48}$/);
  });

  it('says that the processor stands in for a GPU that is not there', () => {
    expect(lines.join('\n')).toMatch(/No GPU .*the processor stands in|computes on/);
  });

  it('refuses a second stack on the same home', async () => {
    await expect(start()).rejects.toThrow(/A stack runs on .* already \(process \d+\)/);
    expect(readDevFile(home)).toBeDefined();
  });

  it('brings Temporal back after kill -9, with what it knew', async () => {
    const temporal = await connectTemporal({ address: stack.urls.temporal });
    const { workflow } = temporal.client;
    await workflow.start('nothing', { taskQueue: 'nobody', workflowId: 'kept' });
    const { pid } = stack.temporal;
    await stack.temporal.kill9();
    await until('Temporal runs again', () => stack.temporal.pid !== pid);
    await until('the workflow is known', async () =>
      workflow
        .getHandle('kept')
        .describe()
        .then(
          ({ status }) => status.name === 'RUNNING',
          () => false,
        ),
    );
    await temporal.close();
  });

  it('brings Postgres back after kill -9, with what was committed', async () => {
    await query(stack.urls.database, 'create table kept as select 7 as number');
    const { pid } = stack.postgres;
    await stack.postgres.kill9();
    await until('Postgres runs again', () => stack.postgres.pid !== pid);
    expect(await query(stack.urls.database, 'select number from kept')).toEqual([7]);
  });

  it('brings a worker back after kill -9', async () => {
    const worker = stack.rollout?.generations[0]?.processes[0];
    const pid = worker?.pid;
    await worker?.kill9();
    await until('the worker runs again', () => worker?.pid !== pid);
    await until('it is ready', () => worker?.current.hasLogged('Worker ready') === true);
  });

  it.runIf(slow)(
    'keeps the old workers for the runs that began on them, then ends them (long)',
    async () => {
      const old = stack.rollout?.generations.at(-1);
      const temporal = await connectTemporal({ address: stack.urls.temporal });
      const stores = await openStores({
        databaseUrl: stack.urls.database,
        objectStore: stack.urls.objectStore,
      });
      const plan = await stores.dags.plan('word');
      if (plan === undefined) throw new Error('The dag was not published.');
      const now = new Date().toISOString();
      const run = {
        ...({ dagId: 'word', runId: 'first', runType: 'manual', isLatest: true } as const),
        ...{ logicalDate: now, dataInterval: { start: now, end: now } },
      };
      const { workflowId } = await startRun(temporal, stores, { plan, run, params: {} });
      await until('its first task runs', async () => {
        const found = await stores.runs.getInstance({
          dagId: 'word',
          runId: 'first',
          path: 'wait',
        });
        return found?.state === 'running';
      });

      writeDag('two');
      await until('new workers start', () => stack.rollout?.generations.length === 2);
      await stack.rollout?.generations.at(-1)?.ready();
      await sleep(6000);
      expect(stack.rollout?.generations).toContain(old);

      writeFileSync(gate, '');
      const outcome: unknown = await temporal.client.workflow.getHandle(workflowId).result();
      expect(outcome).toMatchObject({ state: 'success', result: 'one' });
      const oldPids = old?.processes.map(({ pid }) => pid) ?? [];
      await until('the old workers end', () => stack.rollout?.generations.length === 1);
      expect(oldPids.length).toBe(2);
      expect(gone(oldPids)).toBe(true);
      await Promise.all([temporal.close(), stores.close()]);
    },
  );

  it('leaves no process and no address behind when it stops, and keeps the data', async () => {
    const pids = stack.pids();
    expect(pids.length).toBe(4);
    const begun = Date.now();
    await stack.stop();
    expect(Date.now() - begun).toBeLessThan(STOP_LIMIT_MS);
    expect(gone(pids)).toBe(true);
    expect(readDevFile(home)).toBeUndefined();

    stack = await start();
    expect(await query(stack.urls.database, 'select number from kept')).toEqual([7]);
  });
});

describe('a stack in its own process', () => {
  const home = join(root, 'own');
  let child: ChildProcess;

  function launch(): ChildProcess {
    const entry = processEntry('./run-stack', import.meta.url, [home, dags, String(PORT + 50)]);
    const started = spawn(entry.command, entry.args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    started.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    return started;
  }

  let output = '';
  const recorded = (): number[] =>
    (JSON.parse(readFileSync(join(home, 'processes.json'), 'utf8')) as { pid: number }[]).map(
      ({ pid }) => pid,
    );
  const exitOf = (started: ChildProcess): Promise<number | null> =>
    new Promise((resolve) => started.once('exit', (code) => resolve(code)));

  beforeAll(async () => {
    child = launch();
    await until('the stack is up', () => readDevFile(home) !== undefined);
  });

  // Asked, not killed: what a killed head leaves behind nobody would end.
  afterAll(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGINT');
    await exitOf(child);
  });

  it.runIf(slow)(
    'is up again after kill -9 of its head, and ends what that left behind (long)',
    async () => {
      const orphans = recorded();
      expect(orphans.length).toBe(3);
      child.kill('SIGKILL');
      await exitOf(child);
      expect(gone(orphans)).toBe(false);
      rmSync(join(home, 'dev.json'));

      output = '';
      child = launch();
      await until('the stack is up again', () => readDevFile(home) !== undefined);
      expect(gone(orphans)).toBe(true);
      for (const pid of orphans) expect(output).toContain(`(${pid}), left behind`);
    },
  );

  it('stops everything at Ctrl-C, says so, and exits with 0', async () => {
    const pids = recorded();
    const begun = Date.now();
    child.kill('SIGINT');
    expect(await exitOf(child)).toBe(0);
    expect(Date.now() - begun).toBeLessThan(STOP_LIMIT_MS);
    expect(gone(pids)).toBe(true);
    expect(output).toContain('Everything is stopped.');
  });

  it('stops a start that is interrupted, and leaves no process', async () => {
    child = launch();
    const file = join(home, 'processes.json');
    await until('something was started', () => readFileSync(file, 'utf8').includes('pid'));
    const pids = recorded();
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
    expect(gone(pids)).toBe(true);
    expect(recorded()).toEqual([]);
  });
});
