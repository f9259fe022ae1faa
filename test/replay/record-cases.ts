import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../dsl/plan/json.ts';
import type { ControlVerb, ExecutionLimits } from '../../workflows/protocol/index.ts';
import type { EngineUnderTest } from '../integration/setup/engine-under-test.ts';

/** Where a case plays: its run, and files that its tasks look at. */
export interface Scene {
  readonly engine: EngineUnderTest;
  readonly workflowId: string;
  readonly ledger: string;
  readonly file: string;
  /** Which bodies have begun. */
  lines(): string[];
}

export interface RecordCase {
  readonly name: string;
  readonly dagId: string;
  params(scene: Scene): JsonObject;
  readonly limits?: ExecutionLimits;
  /** The scene's file is there from the beginning. */
  readonly blocked?: boolean;
  readonly meanwhile?: (scene: Scene) => Promise<void>;
  readonly afterwards?: (scene: Scene) => Promise<void>;
}

type Case = Omit<RecordCase, 'name' | 'dagId' | 'params'>;

function plain(name: string, dagId: string, params: JsonObject = {}, more: Case = {}): RecordCase {
  return { name, dagId, params: () => params, ...more };
}

function told(name: string, dagId: string, params: JsonObject, more: Case = {}): RecordCase {
  return { name, dagId, params: ({ ledger }) => ({ ...params, ledger }), ...more };
}

const verb =
  (what: ControlVerb) =>
  async ({ engine, workflowId }: Scene): Promise<void> => {
    await engine.control(workflowId, what);
  };
const clear = (tasks: readonly string[], downstream = false): ControlVerb => ({
  verb: 'clear',
  selection: { tasks, downstream },
  keepCheckpoints: false,
});
const mark = (state: 'success' | 'failed' | 'skipped', ...tasks: string[]): ControlVerb => ({
  verb: 'mark',
  selection: { tasks },
  state,
});
const cancelInTemporal = async ({ engine, workflowId }: Scene): Promise<void> => {
  await sleep(1_500);
  await engine.temporal.client.workflow.getHandle(workflowId).cancel();
};

/** Waits until a body of this name has begun, then does the rest. */
function once(line: string, ...verbs: readonly ControlVerb[]): NonNullable<Case['meanwhile']> {
  return async (scene) => {
    for (let tries = 0; tries < 200 && !scene.lines().includes(line); tries += 1) await sleep(50);
    for (const each of verbs) await scene.engine.control(scene.workflowId, each);
  };
}

export const ENGINE_CASES: readonly RecordCase[] = [
  ...[0, 1, 2, 4, 20].map((n) => plain(`items-${n}`, 'shapes', { n })),
  ...[0, 1, 2, 9].map((failures) => plain(`failures-${failures}`, 'retrying', { failures })),
  plain('bad-output', 'bad_output'),
  plain('small', 'large_values', { bytes: 10 }),
  plain('large', 'large_values', { bytes: 200_000 }),
  plain('not-cancelled', 'cancellable', { ms: 10 }),
  plain('cancelled', 'cancellable', { ms: 60_000 }, { meanwhile: cancelInTemporal }),
  plain('stopped', 'cancellable', { ms: 60_000 }, { meanwhile: verb({ verb: 'cancel' }) }),
  plain('first', 'one_at_a_time', { ms: 100 }),
  plain('isolated', 'isolated'),
  plain('endless', 'endless'),
];

const blocked = { blocked: true } as const;

/** The sixth of ten fails while its file is there; a cleared one finds the params unchanged. */
function ten(name: string, more: Case = {}): RecordCase {
  const params = ({ ledger, file }: Scene): JsonObject => ({
    ledger,
    block: more.blocked === true ? file : '',
  });
  return { name, dagId: 'ten', params, ...more };
}

function waits(name: string, more: Case): RecordCase {
  const params = ({ ledger, file }: Scene): JsonObject => ({ ledger, path: file, batch: name });
  return { name, dagId: 'waits', params, ...more };
}

const answer = (note: string): ControlVerb => ({
  verb: 'answer',
  path: 'approval',
  decision: 'approved',
  answer: { note },
});
const allThatIsAwaited = async (scene: Scene): Promise<void> => {
  const { engine, workflowId, file } = scene;
  await once('poke')(scene);
  await sleep(1_000);
  await engine.control(workflowId, answer('a'), 'ann');
  await engine.control(workflowId, answer('b'), 'bob');
  const batch = workflowId.split('/')[1] ?? '';
  await engine.stores.events.record({
    ...{ source: 'labels.ready', kind: 'event', time: new Date() },
    ...{ eventId: `event of ${batch}`, payload: { batch, n: 1 } },
  });
  writeFileSync(file, '');
};

/** An item of a shard that runs is cleared and another one marked; then all questions are answered. */
const clearedInShards = async (scene: Scene): Promise<void> => {
  const { engine, workflowId } = scene;
  const [dagId = '', runId = ''] = workflowId.split('/');
  const asked = (count: number): Promise<void> =>
    until(async () => (await engine.stores.approvals.list({ open: true, dagId, runId })).length === count);
  const about = (path: string, downstream = false) => ({ selection: { paths: [path], downstream } });
  await asked(4);
  await engine.control(workflowId, { ...clear([]), ...about('work[1]', true) });
  await until(async () =>
    (await engine.stores.approvals.list({ open: true, dagId, runId })).some(
      ({ path, generation }) => path === 'agree[1]' && generation === 2,
    ),
  );
  await engine.control(workflowId, { ...mark('success'), ...about('agree[3]') });
  for (const path of ['agree[0]', 'agree[1]', 'agree[2]']) {
    await engine.control(workflowId, { verb: 'answer', path, decision: 'approved', answer: {} });
  }
};

async function until(is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600 && !(await is()); tries += 1) await sleep(100);
}

export const CONTROL_CASES: readonly RecordCase[] = [
  ten('success'),
  ten('failed', blocked),
  ten('cleared', { afterwards: verb(clear(['s4'], true)) }),
  ten('cleared-failed', { ...blocked, afterwards: verb(clear(['s6'], true)) }),
  ten('marked', { ...blocked, afterwards: verb(mark('success', 's6')) }),
  ten('marked-skipped', { ...blocked, afterwards: verb(mark('skipped', 's6')) }),
  ten('marked-failed', { afterwards: verb(mark('failed', 's10')) }),
  ten('nothing-cleared', { afterwards: verb(clear(['nothing'])) }),
  ten('in-parts', { limits: { drainAtEvents: 15 } }),
  ten('failed-in-parts', { ...blocked, limits: { drainAtEvents: 15 } }),
  told('success', 'wide', { ms: 10 }),
  told('cleared', 'wide', { ms: 1_500 }, { meanwhile: once('many', clear(['many'])) }),
  told('marked', 'wide', { ms: 20_000 }, { meanwhile: once('many', mark('success', 'many')) }),
  told('marked-failed', 'wide', { ms: 20_000 }, { meanwhile: once('many', mark('failed', 'many')) }),
  told('paused', 'wide', { ms: 500 }, {
    meanwhile: once('many', { verb: 'pause' }, { verb: 'resume' }),
  }),
  told('stopped', 'wide', { ms: 20_000 }, { meanwhile: once('many', { verb: 'cancel' }) }),
  told('stopped-and-cleared', 'wide', { ms: 2_000 }, {
    meanwhile: once('many', { verb: 'cancel' }, clear(['many'], true)),
  }),
  told('success', 'resource', { ms: 10 }),
  told('stopped', 'resource', { ms: 20_000 }, { meanwhile: once('body', { verb: 'cancel' }) }),
  told('cancelled', 'resource', { ms: 20_000 }, { meanwhile: cancelInTemporal }),
  told('cleared', 'resource', { ms: 10 }, { afterwards: verb(clear(['machine.body'], true)) }),
  told('success', 'child', {}),
  told('success', 'parent', {}),
  told('large', 'parent', { size: 100_000 }),
  told('stopped', 'parent', { ms: 20_000 }, { meanwhile: once('inner', { verb: 'cancel' }) }),
  told('cleared', 'parent', {}, { afterwards: verb(clear(['run_child'], true)) }),
  told('failed', 'stubborn_parent', {}),
  told('failed', 'failing_child', {}),
  waits('answered', { meanwhile: allThatIsAwaited }),
  waits('in-parts', { meanwhile: allThatIsAwaited, limits: { drainAtEvents: 20 } }),
  waits('stopped', { meanwhile: once('poke', { verb: 'cancel' }) }),
  waits('cleared', {
    meanwhile: async (scene) => {
      await once('poke', clear(['file_there', 'told', 'approval', 'later']))(scene);
      await allThatIsAwaited(scene);
    },
  }),
  waits('marked', {
    meanwhile: once('poke', mark('success', 'file_there', 'told', 'approval', 'later')),
  }),
  waits('marked-skipped', {
    meanwhile: once('poke', mark('skipped', 'file_there', 'told', 'approval', 'later')),
  }),
  plain('late', 'late_waits'),
  plain('cleared', 'late_waits', {}, { afterwards: verb(clear(['asked', 'yes'], true)) }),
  plain('success', 'locals'),
  plain('cleared', 'locals', {}, { afterwards: verb(clear(['b'], true)) }),
  plain('each', 'timeouts'),
  plain('run-timeout', 'slow_run'),
  plain('none', 'big_map', { n: 0 }),
  plain('whole', 'big_map', { n: 5 }),
  plain('cleared', 'worked_map', { n: 4 }, {
    limits: { shardInstances: 4 },
    meanwhile: clearedInShards,
  }),
  plain('stopped', 'worked_map', { n: 4 }, {
    limits: { shardInstances: 4 },
    meanwhile: verb({ verb: 'cancel' }),
  }),
  plain('told', 'told_parent'),
  plain('shards', 'big_map', { n: 25 }, { limits: { shardInstances: 10 } }),
  plain('shards-cleared', 'big_map', { n: 15 }, {
    limits: { shardInstances: 10 },
    afterwards: verb({ ...clear([]), selection: { paths: ['square[7]'], downstream: true } } as ControlVerb),
  }),
];
