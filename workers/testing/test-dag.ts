import { availableParallelism } from 'node:os';
import type { Dag } from '../../dsl/index.ts';
import { runtimeOf, type DagRuntime } from '../../dsl/runtime/index.ts';
import { memoryStores } from '../../stores/memory-stores.ts';
import type { Stores } from '../../stores/stores.ts';
import type { RunFacts } from '../../workflows/protocol/index.ts';
import { createRun } from '../../workflows/run/index.ts';
import { AttemptRunner } from './attempt-runner.ts';
import type { DagTest } from './dag-test.ts';
import { parseParams } from './parse-params.ts';
import { runVirtually } from './run-virtually.ts';
import type { TestDagArguments, TestDagOptions } from './test-options.ts';
import { gatherTest } from './gather-test.ts';

/**
 * Runs a whole dag in this process, without a server: the same reducer, the same checks of inputs
 * and outputs and the same retries as in production, with retry delays that nobody waits for.
 * A failed run is an answer, not an exception.
 *
 * @throws ParamsError when the params do not fit.
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
  const { params: given, ...rest }: TestDagOptions & { readonly params?: unknown } = options;
  assertKnownMocks(runtime, rest);
  const params = await parseParams(runtime, given);
  const run = runFacts(runtime.plan.id, rest.logicalDate);
  const stores = rest.stores ?? memoryStores();
  const runner = new AttemptRunner(runtime, stores, rest);
  const { plan } = runtime;
  const reducer = createRun({ plan, run, params, events: {} });
  try {
    await openRun(stores, run, plan.hash, params);
    const finished = await runVirtually({
      ...{ reducer, runner, run, planHash: plan.hash },
      parallel: rest.parallel ?? availableParallelism(),
      timeoutMs: plan.settings.timeoutMs,
      signal: rest.signal,
      onEvent: rest.onEvent ?? (() => undefined),
    });
    return await gatherTest<O>({ stores, run, reducer, finished });
  } finally {
    await runner.close();
    if (rest.stores === undefined) await stores.close();
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

async function openRun(
  stores: Stores,
  run: RunFacts,
  planHash: string,
  params: Awaited<ReturnType<typeof parseParams>>,
): Promise<void> {
  const { start, end } = run.dataInterval;
  await stores.runs.createRun({
    ...{ dagId: run.dagId, runId: run.runId, runType: run.runType, planHash, params },
    logicalDate: new Date(run.logicalDate),
    dataInterval: { start: new Date(start), end: new Date(end) },
    state: 'running',
    workflowId: `${run.dagId}/${run.runId}`,
  });
}

/** A mock for a task that is not there would make a test pass for the wrong reason. */
function assertKnownMocks(runtime: DagRuntime, { mocks = {} }: TestDagOptions): void {
  const unknown = Object.keys(mocks).filter((id) => !runtime.bodies.has(id));
  if (unknown.length === 0) return;
  const known = [...runtime.bodies.keys()].map((id) => `"${id}"`).join(', ');
  throw new TypeError(
    `Dag "${runtime.plan.id}" has no task ${unknown.map((id) => `"${id}"`).join(', ')} to mock. Its tasks: ${known}.`,
  );
}
