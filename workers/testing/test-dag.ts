import { availableParallelism } from 'node:os';
import type { Dag } from '../../dsl/index.ts';
import { runtimeOf } from '../../dsl/runtime/index.ts';
import { memoryStores } from '../../stores/memory-stores.ts';
import type { RunFacts } from '../../workflows/protocol/index.ts';
import { CallbackDesk } from './callback-desk.ts';
import type { DagTest } from './dag-test.ts';
import { EventDesk } from './event-desk.ts';
import { gatherChildren, gatherRun } from './gather-test.ts';
import { planInterventions } from './intervene.ts';
import { assertKnownNames } from './known-names.ts';
import { openVirtualRun } from './open-virtual-run.ts';
import { parseParams } from './parse-params.ts';
import type { TestDagArguments, TestDagOptions } from './test-options.ts';
import type { VirtualRun } from './virtual-run.ts';
import { VirtualWorld } from './virtual-world.ts';

/**
 * Runs a whole dag in this process, without a server: the same reducer, the same checks of inputs
 * and outputs and the same retries as in production, in virtual time: retry delays, sensors, timers
 * and approvals take as long as they would, and nobody waits for them. A failed run is an answer,
 * not an exception.
 *
 * @throws ParamsError when the params do not fit; TypeError for a name the dag does not have; Error
 *   when the run waits for what never comes.
 *
 * @example
 * ```ts
 * import { testDag } from 'perdure/testing';
 * import { digits } from './digits.dag.ts';
 *
 * const run = await testDag(digits, {
 *   params: { url: 'file:///data/sample.csv' },
 *   mocks: { train: () => ({ model: 'model.onnx', accuracy: 0.99 }) },
 * });
 * expect(run.state).toBe('success');
 * expect(run.instances.find(({ path }) => path === 'deploy')?.state).toBe('success');
 * ```
 */
export async function testDag<I, O>(
  dag: Dag<I, O>,
  ...[options = {}]: TestDagArguments<I>
): Promise<DagTest<O>> {
  const runtime = runtimeOf(dag);
  const { params: given, ...test }: TestDagOptions & { readonly params?: unknown } = options;
  assertKnownNames(runtime, test);
  const params = await parseParams(runtime, given);
  const facts = runFacts(runtime.plan.id, test.logicalDate);
  const stores = test.stores ?? memoryStores();
  const callbacks = new CallbackDesk(stores.outbox, test.env);
  const world = new VirtualWorld({
    ...{ stores, test, callbacks, openRun: openVirtualRun },
    epoch: Date.parse(facts.logicalDate),
    parallel: test.parallel ?? availableParallelism(),
  });
  try {
    const run = await openVirtualRun({ world, runtime, facts, params, prefix: '' });
    world.events = new EventDesk(world);
    for (const event of test.events ?? []) world.events.tell(event);
    planInterventions(world, run, test.interventions ?? []);
    await untilFinished(world, run);
    const children = await gatherChildren(run);
    const gathered = { ...(await gatherRun(run)), callbacks: callbacks.called, children };
    // The schemas behind the result were applied to each part; O is their type.
    return gathered as DagTest<O>;
  } finally {
    await Promise.all([
      callbacks.close(),
      ...world.runs.map(({ options: { runner } }) => runner.close()),
    ]);
    if (test.stores === undefined) await stores.close();
  }
}

async function untilFinished(world: VirtualWorld, run: VirtualRun): Promise<void> {
  const { signal } = world.options.test;
  const cancel = (): void => run.cancel('The test was stopped.');
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted === true) cancel();
  try {
    await world.untilFinished();
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

function runFacts(dagId: string, logicalDate: string | undefined): RunFacts {
  const time = logicalDate === undefined ? new Date() : new Date(logicalDate);
  if (Number.isNaN(time.getTime())) {
    throw new TypeError(
      `"${String(logicalDate)}" is not a logical date. Write ISO 8601: "2026-01-31T00:00:00Z".`,
    );
  }
  const iso = time.toISOString();
  return {
    dagId,
    runId: `test__${iso}`,
    runType: 'manual',
    isLatest: true,
    logicalDate: iso,
    dataInterval: { start: iso, end: iso },
  };
}
