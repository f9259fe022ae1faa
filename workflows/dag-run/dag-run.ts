import {
  CancellationScope,
  CancelledFailure,
  ContinueAsNew,
  setCurrentDetails,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';
import { ENGINE_ACTIVITY } from '../protocol/names.ts';
import { RUN_ATTRIBUTES } from '../protocol/run-attributes.ts';
import type { RunInput, RunOutcome } from '../protocol/run-input.ts';
import { createRun, type DagRunReducer, type ShardLimits } from '../run/index.ts';
import { awaitTurn, loadPlan, prepareRun, type PreparedRun } from './admission.ts';
import { continueRun } from './continue-run.ts';
import { ControlDesk } from './control-desk.ts';
import { currentDetails } from './current-details.ts';
import { engineActivities } from './engine-activities.ts';
import { checkAnswer, handleControl } from './handle-control.ts';
import { emptyLive, runStateOf, setHandlers, type Live } from './handlers.ts';
import { runErrors } from './run-errors.ts';
import { RunLoop, type LoopEnd } from './run-loop.ts';
import { assertRunnable } from './runnable-plan.ts';
import { taskErrorOf } from './task-error.ts';

/**
 * The one workflow of the engine: a dag run. Its type in Temporal is the dag's id.
 *
 * D1 Handlers are set before the first await, so that a query or update that came with the start
 *    meets them.
 * D2 Nothing here reads a random number, author code, or a clock but the workflow's own, which is
 *    the history's: the plan is data in the input.
 * D3 The database holds the final state before the workflow closes; a closed run is never queried.
 * D4 Between the last look at the desk and the end of the workflow nothing is awaited, so no
 *    request that was taken in is left undone.
 */
export async function dagRun(input: RunInput): Promise<RunOutcome> {
  const desk = new ControlDesk();
  const live = emptyLive();
  setHandlers(live, desk);
  let cancelReason: string | undefined;
  const cancelled = CancellationScope.current().cancelRequested.catch((reason: unknown) => {
    cancelReason = reasonOf(reason);
  });
  return CancellationScope.nonCancellable(async () => {
    const prepared = await prepareRun(input);
    if (prepared === undefined) return notDue();
    return recordingFailure(prepared, () => runPrepared(prepared));
  });

  async function runPrepared(prepared: PreparedRun): Promise<RunOutcome> {
    const plan = await loadPlan(prepared.input.plan);
    assertRunnable(plan);
    if (!prepared.admitted) {
      await awaitTurn(prepared.input, plan, () => cancelReason !== undefined);
    }
    const running = new RunningDag(prepared, plan, live, desk);
    void cancelled.then(() =>
      running.loop.stop({ reason: cancelReason ?? CANCELLED, byTemporal: true }),
    );
    return running.untilClosed();
  }
}

/** A run whose plan is there and whose turn has come, to its end. */
class RunningDag {
  readonly loop: RunLoop;
  private readonly prepared: PreparedRun;
  private readonly reducer: DagRunReducer;
  private readonly live: Live;
  private readonly desk: ControlDesk;
  private readonly deadline: number | undefined;

  constructor(prepared: PreparedRun, plan: CompiledPlan, live: Live, desk: ControlDesk) {
    const { input, kept, generation, paused, stopped, begun, checkpoints, cleared } = prepared;
    const { run, params, events, limits, revision = 1 } = input;
    const reducer = createRun({
      ...{ plan, run, params, events, kept, paused, stopped, cleared },
      ...(revision < 2 ? {} : { shards: shardLimits(revision, limits?.shardInstances) }),
    });
    this.prepared = prepared;
    this.reducer = reducer;
    this.live = live;
    this.desk = desk;
    const planHash = plan.hash;
    const controlled = { reducer, run, planHash, desk, runState: () => runStateOf(live) };
    this.loop = new RunLoop({
      ...{ reducer, run, planHash, revision, generation },
      ...{ paused, desk, begun, checkpoints },
      handle: (loop) => handleControl(controlled, loop),
      shardBase: { run: input, again: generation > 1 },
      ...(limits?.drainAtEvents === undefined ? {} : { drainAtEvents: limits.drainAtEvents }),
    });
    live.state = 'running';
    live.plan = plan;
    live.reducer = reducer;
    live.isPaused = () => this.loop.paused;
    live.deliver = (delivery) => this.loop.deliver(delivery);
    live.check = (request) => checkAnswer(this.loop, request);
    this.deadline = this.startClock(plan.settings.timeoutMs);
  }

  async untilClosed(): Promise<RunOutcome> {
    for (;;) {
      const end = await this.loop.untilEnd(() => setCurrentDetails(currentDetails(this.reducer)));
      if (end.kind === 'longEnough') {
        return continueRun(this.prepared, this.reducer, this.loop, this.deadline);
      }
      const outcome = await this.recordEnd(end);
      if (this.loop.hasNews) {
        this.live.state = 'running';
        continue;
      }
      return this.close(end, outcome);
    }
  }

  /** The dag's own time limit, counted from when the run began to run. */
  private startClock(timeoutMs: number | undefined): number | undefined {
    if (timeoutMs === undefined) return undefined;
    const deadline = this.prepared.deadline ?? Date.now() + timeoutMs;
    const reason = `${FAILURE_TYPES.runTimeout}: The dag run took longer than ${timeoutMs / 1000} s.`;
    void sleep(Math.max(1, deadline - Date.now())).then(() =>
      this.loop.stop({ reason, byTemporal: false }),
    );
    return deadline;
  }

  private async recordEnd({ finish, stop }: Finished): Promise<RunOutcome> {
    const { state, result, reason, removed } = finish;
    const { input } = this.prepared;
    const reasons = [stop?.byTemporal === false ? stop.reason : undefined, reason];
    const told = [...runErrors(this.reducer), ...this.loop.shards.errors];
    const errors = [...reasons.filter((each) => each !== undefined), ...told].slice(0, MOST_ERRORS);
    const recorded = await engineActivities[ENGINE_ACTIVITY.finishRun]({
      dagId: input.run.dagId,
      runId: input.run.runId,
      state,
      note: stop?.reason ?? errors[0] ?? null,
      result,
      instances: this.reducer.snapshot(),
      params: input.params,
      generation: this.loop.generation,
      removed,
      run: input.run,
      wanted: input.run.runType === 'child',
    });
    this.live.state = state;
    return { state, counts: this.reducer.counts(), errors, result: recorded };
  }

  private close({ stop }: Finished, outcome: RunOutcome): RunOutcome {
    upsertSearchAttributes([{ key: RUN_ATTRIBUTES.dagState, value: outcome.state }]);
    if (stop?.byTemporal === true) throw new CancelledFailure(stop.reason, [outcome]);
    if (outcome.state === 'failed') throw dagRunFailed(this.prepared.input.run.dagId, outcome);
    return outcome;
  }
}

type Finished = Extract<LoopEnd, { kind: 'finished' }>;

/** Keeps D3 for a run that fails before it has a state: a plan refused, an object tampered with. */
async function recordingFailure(
  { input: { run, params } }: PreparedRun,
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
      run,
    });
    throw ApplicationFailure.create({
      type: FAILURE_TYPES.dagRunFailed,
      message: `Dag run of "${run.dagId}" failed: ${message}`,
      nonRetryable: true,
    });
  }
}

/** The run's end is on record already and is told to Temporal by these. */
function isRecorded(error: unknown): boolean {
  return (
    error instanceof CancelledFailure ||
    (error instanceof ApplicationFailure && error.type === FAILURE_TYPES.dagRunFailed)
  );
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

const MOST_ERRORS = 20;

/** Of some 3,000 events a shard; four at once keep a small machine busy. */
const SHARD_INSTANCES = 500;

/** Runs of the second revision had `maxActiveTasks` in each of their shards. */
const SHARED_SLOTS = 3;

/** Shards of runs of earlier revisions took clears and marks up when they started again. */
const VERBS_IN_FLIGHT = 4;

function shardLimits(revision: number, instances = SHARD_INSTANCES): ShardLimits {
  const shareSlots = revision >= SHARED_SLOTS;
  const verbsInFlight = revision >= VERBS_IN_FLIGHT;
  return { instances, perExecution: 3 * instances, atOnce: 4, shareSlots, verbsInFlight };
}

const CANCELLED = 'The run was cancelled.';

function reasonOf(cancellation: unknown): string {
  return cancellation instanceof Error && cancellation.message !== ''
    ? cancellation.message
    : CANCELLED;
}
