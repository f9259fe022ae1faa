import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { CallbackContext, TaskEvent } from '../../../dsl/index.ts';
import type { Callbacks } from '../../../dsl/runtime/dag-runtime.ts';
import { memoryStores } from '../../../stores/open-stores.ts';
import type { Stores } from '../../../stores/stores.ts';
import { Secrets } from '../secrets.ts';
import { bodyOf, callOf, failureOf, labOf, RUN } from '../testing/task-fixture.ts';
import { CallbackCaller } from './callback-caller.ts';
import { CallbackSender } from './callback-sender.ts';
import { dagCallbackMessages } from './dag-callback-messages.ts';

// Vitest types its matchers as any.
const containing = (text: string): unknown => expect.stringContaining(text);
const aDate: unknown = expect.any(Date);
const log = pino({ level: 'silent' });
const KINDS = ['execute', 'success', 'failure', 'retry', 'skipped'] as const;
const ALL = callOf({ options: { callbacks: KINDS, retries: 1 } });

type Told = { readonly kind: string; readonly id: string } & Omit<TaskEvent, 'run'>;

/** Callbacks that note what they are told, and a sender for them. */
function sinkFor(
  stores: Stores,
  react: (kind: string) => void | Promise<void> = () => undefined,
  limitMs = 1_000,
): { readonly told: Told[]; readonly sender: CallbackSender } {
  const told: Told[] = [];
  const note =
    (kind: string) =>
    async ({ run, ...event }: TaskEvent, { messageId }: CallbackContext): Promise<void> => {
      expect(run.runId).toBe(RUN.runId);
      await react(kind);
      told.push({ kind, id: messageId, ...event });
    };
  // The DSL's Callback, its types erased as in DagRuntime.
  const callbacks = Object.fromEntries(KINDS.map((kind) => [kind, note(kind)])) as Callbacks;
  const caller = new CallbackCaller({
    ...{ log, limitMs, secrets: new Secrets({}) },
    lookup: () => ({ callbacks, file: '/none.dag.ts' }),
  });
  const call = caller.call.bind(caller);
  const sender = new CallbackSender({
    ...{ outbox: stores.outbox, build: 'test-build', log, call, restMs: 5 },
  });
  return { told, sender };
}

const kindsOf = (told: readonly Told[]): readonly string[] => told.map(({ kind }) => kind);

describe('what a task tells its callbacks', () => {
  it('is its beginning and its success, each once, with run, task, log and try', async () => {
    const lab = labOf(bodyOf(() => 1));
    await lab.attempt(ALL);
    const { told, sender } = sinkFor(lab.stores);
    await sender.sendDue();
    await sender.sendDue();
    expect(kindsOf(told)).toEqual(['execute', 'success']);
    expect(told[1]).toMatchObject({
      ...{ taskId: 'work', path: 'work', attempt: 1, state: 'success' },
      logUrl: containing('logs/lab/manual-1/work/g1-a1'),
    });
  });

  it('is a retry and then a failure, with the error', async () => {
    const lab = labOf(bodyOf(() => Promise.reject(new Error('no luck'))));
    await failureOf(lab.attempt(ALL));
    await failureOf(lab.attempt(ALL, { attempt: 2 }));
    const { told, sender } = sinkFor(lab.stores);
    await sender.sendDue();
    expect(kindsOf(told)).toEqual(['execute', 'retry', 'execute', 'failure']);
    expect(told[3]).toMatchObject({ attempt: 2, error: containing('no luck') });
  });

  it('is a skip', async () => {
    const lab = labOf(bodyOf((_input, { skip }) => skip('not today')));
    await lab.attempt(ALL);
    const { told, sender } = sinkFor(lab.stores);
    await sender.sendDue();
    expect(kindsOf(told)).toEqual(['execute', 'skipped']);
  });

  it('is nothing it was not asked for, and nothing of an attempt that is stale', async () => {
    const lab = labOf(bodyOf(() => 1));
    await lab.attempt(callOf({ options: { callbacks: ['failure'] } }));
    const stores = memoryStores();
    const stale = labOf(
      bodyOf(() => takeOver(stores)),
      { stores },
    );
    const call = callOf({ options: { callbacks: ['success', 'failure'] } });
    expect(await failureOf(stale.attempt(call))).toMatchObject({ type: 'Fenced' });
    expect([await lab.stores.outbox.list({}), await stores.outbox.list({})]).toEqual([[], []]);
  });
});

describe('a callback', () => {
  it('that fails is called again until it does not, and the task is a success', async () => {
    const lab = labOf(bodyOf(() => 1));
    const call = callOf({ options: { callbacks: ['success'] } });
    await expect(lab.attempt(call)).resolves.toMatchObject({ kind: 'success' });
    let down = true;
    const { told, sender } = sinkFor(lab.stores, () => {
      if (down) throw new Error('sink is down');
    });
    await sender.sendDue();
    expect(await lab.stores.outbox.list({ unsent: true })).toMatchObject([
      { tries: 1, error: containing('sink is down'), givenUpAt: null },
    ]);
    down = false;
    const stopping = new AbortController();
    const running = sender.run(stopping.signal);
    while (told.length === 0) await sleep(20);
    stopping.abort();
    await running;
    expect(await lab.stores.outbox.list({ unsent: true })).toEqual([]);
  });

  it('that never succeeds is given up, visibly', async () => {
    const lab = labOf(bodyOf(() => 1));
    await lab.attempt(callOf({ options: { callbacks: ['success'] } }));
    const { outbox } = lab.stores;
    const { sender } = sinkFor(lab.stores, () => {
      throw new Error('never');
    });
    const impatient = { ...outboxOf(outbox), failed: soon(outbox) };
    const hasty = new CallbackSender({
      ...{ outbox: impatient, build: 'test-build', log },
      call: () => Promise.reject(new Error('never')),
    });
    while ((await hasty.sendDue()) > 0);
    expect(await outbox.list({})).toMatchObject([{ tries: 10, givenUpAt: aDate }]);
    expect(await sender.sendDue()).toBe(0);
  });

  it('that does not end is left, and told so', async () => {
    const lab = labOf(bodyOf(() => 1));
    await lab.attempt(callOf({ options: { callbacks: ['success'] } }));
    const { sender } = sinkFor(lab.stores, () => new Promise<void>(() => undefined), 20);
    await sender.sendDue();
    expect(await lab.stores.outbox.list({ unsent: true })).toMatchObject([
      { error: containing('took longer than 0.02 s') },
    ]);
  });

  it('of another build is left to workers of that build', async () => {
    const lab = labOf(
      bodyOf(() => 1),
      { worker: { identity: 'w', build: 'old-build' } },
    );
    await lab.attempt(callOf({ options: { callbacks: ['success'] } }));
    const { told, sender } = sinkFor(lab.stores);
    expect(await sender.sendDue()).toBe(0);
    expect(told).toEqual([]);
  });
});

describe('the callbacks of a dag', () => {
  const ended = { run: RUN, planHash: 'a'.repeat(64), generation: 2, build: null } as const;

  it('are told of the end they are for', () => {
    const [message, ...more] = dagCallbackMessages({ ...ended, state: 'failed', error: 'why' }, [
      'failure',
      'success',
    ]);
    expect(more).toEqual([]);
    expect(message).toMatchObject({
      id: 'callback/lab/manual-1//g2/t2/failure',
      payload: { kind: 'failure', event: { taskId: '', state: 'failed', error: 'why' } },
    });
    expect(dagCallbackMessages({ ...ended, state: 'success' }, ['failure'])).toEqual([]);
  });
});

async function takeOver({ runs }: Stores): Promise<void> {
  const key = { dagId: RUN.dagId, runId: RUN.runId, path: 'work' };
  await runs.claim(key, {
    fence: { generation: 2, attempt: 1 },
    ...{ taskId: 'work', mapIndex: [], queue: 'cpu', logKey: 'logs/x' },
    worker: { identity: 'other', build: 'test-build' },
  });
}

function outboxOf(outbox: Stores['outbox']): Stores['outbox'] {
  return {
    write: (messages) => outbox.write(messages),
    lease: (...args) => outbox.lease(...args),
    sent: (id) => outbox.sent(id),
    failed: (...args) => outbox.failed(...args),
    list: (filter) => outbox.list(filter),
    forget: (...args) => outbox.forget(...args),
  };
}

/** The same, with no pause between the calls. */
function soon(outbox: Stores['outbox']): Stores['outbox']['failed'] {
  return (id, error, retryAt) => outbox.failed(id, error, retryAt && new Date(0));
}
