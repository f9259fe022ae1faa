import {
  CancellationScope,
  CancelledFailure,
  ContinueAsNew,
  defineQuery,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { ApplicationFailure, defineSearchAttributeKey } from '@temporalio/common';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { createRun, type DagRunReducer } from '../run/index.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';
import { ENGINE_ACTIVITY, PLAN_QUERY, STATE_QUERY } from '../protocol/names.ts';
import type { LiveState } from '../protocol/live-state.ts';
import type { RunInput, RunOutcome } from '../protocol/run-input.ts';
import { awaitTurn, loadPlan, prepareInput } from './admission.ts';
import { currentDetails } from './current-details.ts';
import { engineActivities } from './engine-activities.ts';
import { RunLoop, type FinishedLoop } from './run-loop.ts';
import { taskErrorOf } from './task-error.ts';
import { runErrors } from './run-errors.ts';
import { assertRunnable } from './runnable-plan.ts';

/**
 * The one workflow of the engine: a dag run. Its type in Temporal is the dag's id.
 *
 * D1 Handlers are set before the first await, so that a query or update that came with the start
 *    meets them.
 * D2 Nothing here reads a clock, a random number or author code: the plan is data in the input.
 * D3 The database holds the final state before the workflow closes; a closed run is never queried.
 */
type PreparedInput = Extract<RunInput, { kind: 'run' }>;

const dagState = defineSearchAttributeKey('DagState', 'KEYWORD');

interface Live {
  state: LiveState['runState'];
  plan: CompiledPlan | null;
  reducer: DagRunReducer | null;
}

export async function dagRun(input: RunInput): Promise<RunOutcome> {
  const live: Live = { state: 'queued', plan: null, reducer: null };
  answerQueries(live);
  let cancelReason: string | undefined;
  const cancelled = CancellationScope.current().cancelRequested.catch((reason: unknown) => {
    cancelReason = reasonOf(reason);
  });
  return CancellationScope.nonCancellable(async () => {
    const prepared = await prepareInput(input);
    if (prepared === undefined) return notDue();
    return recordingFailure(prepared, () => runPrepared(prepared));
  });

  async function runPrepared(prepared: PreparedInput): Promise<RunOutcome> {
    const plan = await loadPlan(prepared.plan);
    assertRunnable(plan);
    await awaitTurn(prepared, plan, () => cancelReason !== undefined);
    live.state = 'running';
    live.plan = plan;
    const { run, params, events } = prepared;
    live.reducer = createRun({ plan, run, params, events });
    const identity = { generation: prepared.generation, planHash: plan.hash };
    const loop = new RunLoop(live.reducer, prepared.run, identity);
    void cancelled.then(() => loop.cancel(cancelReason ?? 'The run was cancelled.'));
    const reducer = live.reducer;
    const end = await loop.untilFinished(() => setCurrentDetails(currentDetails(reducer)));
    return finish(prepared, reducer, end, live);
  }
}

/** Keeps D3 for a run that fails before it has a state: a plan refused, an object tampered with. */
async function recordingFailure(
  { run, params }: PreparedInput,
  body: () => Promise<RunOutcome>,
): Promise<RunOutcome> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof ContinueAsNew || isRecorded(error)) throw error;
    const { message } = taskErrorOf(error);
    await engineActivities[ENGINE_ACTIVITY.finishRun]({
      dagId: run.dagId,
      runId: run.runId,
      state: 'failed',
      note: message,
      result: { kind: 'literal', value: null },
      instances: [],
      params,
    });
    throw ApplicationFailure.create({
      type: FAILURE_TYPES.dagRunFailed,
      message: `Dag run of "${run.dagId}" failed: ${message}`,
      nonRetryable: true,
    });
  }
}

/** `finish` has written the run's end already and tells it to Temporal by these. */
function isRecorded(error: unknown): boolean {
  return (
    error instanceof CancelledFailure ||
    (error instanceof ApplicationFailure && error.type === FAILURE_TYPES.dagRunFailed)
  );
}

function answerQueries(live: Live): void {
  setHandler(
    defineQuery<LiveState>(STATE_QUERY),
    () => ({
      runState: live.state,
      planHash: live.plan?.hash ?? null,
      counts: live.reducer?.counts() ?? {},
      instances: live.reducer?.snapshot() ?? [],
    }),
    { description: 'States of all task instances of this run.' },
  );
  setHandler(defineQuery<CompiledPlan | null>(PLAN_QUERY), () => live.plan, {
    description: 'The compiled dag this run follows.',
  });
}

async function finish(
  input: PreparedInput,
  reducer: DagRunReducer,
  end: FinishedLoop,
  live: Live,
): Promise<RunOutcome> {
  const errors = [...runErrors(reducer), ...(end.reason === null ? [] : [end.reason])];
  const result = await engineActivities[ENGINE_ACTIVITY.finishRun]({
    dagId: input.run.dagId,
    runId: input.run.runId,
    state: end.state,
    note: end.cancelReason ?? errors[0] ?? null,
    result: end.result,
    instances: reducer.snapshot(),
    params: input.params,
  });
  live.state = end.state;
  upsertSearchAttributes([{ key: dagState, value: end.state }]);
  const outcome: RunOutcome = { state: end.state, counts: reducer.counts(), errors, result };
  if (end.cancelReason !== null) throw new CancelledFailure(end.cancelReason, [outcome]);
  if (end.state === 'failed') throw dagRunFailed(input.run.dagId, outcome);
  return outcome;
}

function dagRunFailed(dagId: string, outcome: RunOutcome): ApplicationFailure {
  const first = outcome.errors[0] ?? 'no task says why';
  return ApplicationFailure.create({
    type: FAILURE_TYPES.dagRunFailed,
    message: `Dag run of "${dagId}" failed: ${first}`,
    nonRetryable: true,
    details: [outcome],
  });
}

function notDue(): RunOutcome {
  return { state: 'success', counts: {}, errors: [], result: 'not due' };
}

function reasonOf(cancellation: unknown): string {
  return cancellation instanceof Error && cancellation.message !== ''
    ? cancellation.message
    : 'The run was cancelled.';
}
