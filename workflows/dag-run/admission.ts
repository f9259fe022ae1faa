import { condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { ENGINE_ACTIVITY } from '../protocol/names.ts';
import type { KeptSource, PlanSource, RunInput } from '../protocol/run-input.ts';
import type { Kept, StoppedRun } from '../run/index.ts';
import { engineActivities } from './engine-activities.ts';
import type { Begun } from './flights.ts';
import { loadLarge, WHOLE_BYTES } from './load-text.ts';
import { tamperedPlan } from './tampered-plan.ts';

export type PreparedInput = Extract<RunInput, { kind: 'run' }>;

/** A run and how far earlier executions brought it. */
export interface PreparedRun {
  readonly input: PreparedInput;
  readonly kept: readonly Kept[];
  readonly generation: number;
  readonly paused: boolean;
  /** Nothing but teardowns starts any more. */
  readonly stopped: StoppedRun | undefined;
  /** Milliseconds; undefined while the run's own time has not begun. */
  readonly deadline: number | undefined;
  readonly begun: { readonly [path: string]: Begun };
  readonly checkpoints: readonly string[];
  /** Cleared and not reached since. */
  readonly cleared: readonly string[];
  /** It has had its turn under `maxActiveRuns`. */
  readonly admitted: boolean;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** What there is to run, from whichever input; `undefined` when a tick is not a due time. */
export async function prepareRun(input: RunInput): Promise<PreparedRun | undefined> {
  switch (input.kind) {
    case 'run':
      return newRun(input);
    case 'tick':
      return fromTick(input.dagId);
    case 'reopen':
      return fromClosed(input);
    case 'continued':
      return {
        input: input.run,
        kept: await loadKept(input.kept),
        generation: input.generation,
        paused: input.paused,
        stopped: input.stopped,
        deadline: input.deadline === undefined ? undefined : Date.parse(input.deadline),
        begun: input.begun,
        checkpoints: input.checkpoints,
        cleared: input.cleared ?? [],
        admitted: true,
      };
  }
}

function newRun(input: PreparedInput): PreparedRun {
  return {
    input,
    kept: [],
    generation: input.generation,
    paused: false,
    stopped: undefined,
    deadline: undefined,
    begun: {},
    checkpoints: [],
    cleared: [],
    admitted: false,
  };
}

/** Turns a Schedule's tick into a run's input. */
async function fromTick(dagId: string): Promise<PreparedRun | undefined> {
  const nominal = workflowInfo().searchAttributes['TemporalScheduledStartTime']?.[0];
  const answer = await engineActivities[ENGINE_ACTIVITY.admitTick]({
    dagId,
    workflowId: workflowInfo().workflowId,
    nominalTime: nominal instanceof Date ? nominal.toISOString() : null,
  });
  return answer.kind === 'due' ? newRun(answer.input) : undefined;
}

/** A closed run goes on at once: its turn was before. */
async function fromClosed({
  dagId,
  runId,
  latest,
  lost,
}: Extract<RunInput, { kind: 'reopen' }>): Promise<PreparedRun> {
  const { input, kept, paused } = await engineActivities[ENGINE_ACTIVITY.reopenRun]({
    dagId,
    runId,
    latest,
    ...(lost === undefined ? {} : { lost }),
    executionId: workflowInfo().runId,
  });
  return {
    ...newRun(input),
    kept: await loadKept(kept),
    paused: paused ?? false,
    admitted: true,
  };
}

export async function loadKept(source: KeptSource): Promise<readonly Kept[]> {
  return source.kind === 'inline' ? source.kept : loadLarge<readonly Kept[]>(source.blob);
}

export async function loadPlan(source: PlanSource): Promise<CompiledPlan> {
  if (source.kind === 'inline') return source.plan;
  const { hash, blob } = source;
  if (blob.size <= WHOLE_BYTES) return engineActivities[ENGINE_ACTIVITY.loadPlan]({ hash, blob });
  const plan = await loadLarge<CompiledPlan>(blob);
  if (plan.hash === hash) return plan;
  throw tamperedPlan(plan.hash, hash);
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
