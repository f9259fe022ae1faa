import { condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { ENGINE_ACTIVITY } from '../protocol/names.ts';
import type { PlanSource, RunInput } from '../protocol/run-input.ts';
import { engineActivities } from './engine-activities.ts';

type PreparedInput = Extract<RunInput, { kind: 'run' }>;

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** Turns a Schedule's tick into a run's input; `undefined` when the tick is not a due time. */
export async function prepareInput(input: RunInput): Promise<PreparedInput | undefined> {
  if (input.kind === 'run') return input;
  if (input.kind !== 'tick') throw new Error(`This version does not take "${input.kind}".`);
  const nominal = workflowInfo().searchAttributes['TemporalScheduledStartTime']?.[0];
  const answer = await engineActivities[ENGINE_ACTIVITY.admitTick]({
    dagId: input.dagId,
    workflowId: workflowInfo().workflowId,
    nominalTime: nominal instanceof Date ? nominal.toISOString() : null,
  });
  return answer.kind === 'due' ? answer.input : undefined;
}

export async function loadPlan(source: PlanSource): Promise<CompiledPlan> {
  if (source.kind === 'inline') return source.plan;
  return engineActivities[ENGINE_ACTIVITY.loadPlan]({ hash: source.hash, blob: source.blob });
}

/** Waits, as a queued run, until the dag's `maxActiveRuns` leaves room or the run is cancelled. */
export async function awaitTurn(
  input: PreparedInput,
  plan: CompiledPlan,
  isCancelled: () => boolean,
): Promise<void> {
  const { maxActiveRuns } = plan.settings;
  if (maxActiveRuns === undefined) return;
  const { dagId, runId } = input.run;
  let waitMs = FIRST_WAIT_MS;
  while (
    !isCancelled() &&
    !(await engineActivities[ENGINE_ACTIVITY.awaitTurn]({ dagId, runId, maxActiveRuns }))
  ) {
    if (workflowInfo().continueAsNewSuggested) await continueAsNew(input);
    await condition(isCancelled, waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}
