import type { Json } from '../../dsl/plan/json.ts';
import { runErrors } from '../../workflows/dag-run/run-errors.ts';
import { resolveOfRun } from '../engine/instance-values.ts';
import { dagCallbackMessages } from '../task/index.ts';
import { TEST_BUILD } from './attempt-runner.ts';
import type { Finish, VirtualRun } from './virtual-run.ts';

/** The end of a run in its stores, with the messages of the dag's callbacks. */
export async function closeRun(run: VirtualRun, finish: Finish): Promise<void> {
  const { world, facts, reducer } = run.options;
  const { dagId, runId } = facts;
  const { state } = finish;
  const [error = finish.reason] = runErrors(reducer);
  const ended = {
    ...{ run: facts, planHash: run.plan.hash, generation: run.generation, state },
    build: TEST_BUILD,
    ...(error !== undefined && state === 'failed' && { error }),
  };
  await world.options.stores.runs.finishRun({
    ...{ dagId, runId, state, endedAt: world.date, generation: run.generation },
    result: state === 'success' ? await resultOf(run) : null,
    instances: reducer.snapshot(),
    messages: dagCallbackMessages(ended, run.plan.settings.callbacks),
  });
}

/** What the dag's body returned; null where there is nothing. */
export async function resultOf(run: VirtualRun): Promise<Json> {
  const { world, facts } = run.options;
  if (run.finish === undefined) return null;
  const value = await resolveOfRun(world.options.stores, facts, run.finish.result).catch(
    () => undefined,
  );
  // Missing parts are left out, as everywhere in JSON.
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);
}
