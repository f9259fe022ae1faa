import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { readPlan } from '../../dsl/runtime/index.ts';
import { planSource } from '../../stores/temporal/index.ts';
import { loadValue } from '../../stores/values/index.ts';
import type { Stores } from '../../stores/stores.ts';
import type {
  EngineActivities,
  FinishRun,
  PlanReference,
  Tick,
  TickAnswer,
  Turn,
} from '../../workflows/dag-run/engine-activities.ts';
import { ENGINE_ACTIVITY, runIdOf } from '../../workflows/protocol/names.ts';
import { FAILURE_TYPES, type Output, type RunFacts } from '../../workflows/protocol/index.ts';
import { timetableOf } from '../schedule/timetable.ts';
import { bindInstances, BlobReader, TaskFault } from '../task/index.ts';
import { resolveInput } from '../task/value/resolve-input.ts';

/** A run's result larger than this stays with the run's tasks and is not copied into its row. */
const RESULT_BYTES = 64 * 1024;

/** The engine's side of a run: see `EngineActivities` for what each promises. */
export function createEngineActivities(stores: Stores, now: () => Date): EngineActivities {
  return {
    [ENGINE_ACTIVITY.admitTick]: (tick) => admitTick(stores, tick, now()),
    [ENGINE_ACTIVITY.awaitTurn]: ({ dagId, runId, maxActiveRuns }: Turn) =>
      stores.runs.tryStart(dagId, runId, maxActiveRuns),
    [ENGINE_ACTIVITY.loadPlan]: (source) => loadPlan(stores, source),
    [ENGINE_ACTIVITY.finishRun]: (finish) => finishRun(stores, finish, now()),
  };
}

async function admitTick(stores: Stores, tick: Tick, now: Date): Promise<TickAnswer> {
  const plan = await stores.dags.plan(tick.dagId);
  if (plan === undefined) return notDue(`No dag "${tick.dagId}" is published.`);
  const due = tick.nominalTime === null ? now : new Date(tick.nominalTime);
  const timetable = plan.schedule === undefined ? undefined : timetableOf(plan.schedule);
  const byHand = tick.nominalTime === null || !isFullMinute(due);
  if (timetable !== undefined && !byHand && !timetable.isDue(due)) {
    return notDue(`${tick.nominalTime} is not a due time of "${tick.dagId}".`);
  }
  const run: RunFacts = {
    dagId: plan.id,
    runId: runIdOf(tick.workflowId, plan.id),
    runType: 'scheduled',
    isLatest: timetable === undefined || timetable.next(due).getTime() > now.getTime(),
    logicalDate: due.toISOString(),
    dataInterval: {
      start: (timetable?.previous(due) ?? due).toISOString(),
      end: due.toISOString(),
    },
  };
  if (!plan.settings.catchup && !byHand && !run.isLatest) {
    return notDue(`A later run of "${tick.dagId}" is due already, and catchup is off.`);
  }
  const { params, problem } = defaultParams(plan);
  await recordRun(stores, plan, run, params, tick.workflowId);
  if (problem !== undefined) throw await refuseTick(stores, run, problem);
  const source = await planSource(stores.objects, plan);
  return {
    kind: 'due',
    input: { kind: 'run', plan: source, run, params, events: {}, generation: 1 },
  };
}

/** Calendars fire on full minutes only; any other time is somebody's "trigger" in Temporal's UI. */
function isFullMinute(at: Date): boolean {
  return at.getUTCSeconds() === 0 && at.getUTCMilliseconds() === 0;
}

function notDue(reason: string): TickAnswer {
  return { kind: 'notDue', reason };
}

async function recordRun(
  stores: Stores,
  plan: CompiledPlan,
  run: RunFacts,
  params: JsonObject,
  workflowId: string,
): Promise<void> {
  await stores.runs.createRun({
    dagId: run.dagId,
    runId: run.runId,
    runType: run.runType,
    planHash: plan.hash,
    params,
    logicalDate: new Date(run.logicalDate),
    dataInterval: { start: new Date(run.dataInterval.start), end: new Date(run.dataInterval.end) },
    state: plan.settings.maxActiveRuns === undefined ? 'running' : 'queued',
    workflowId,
  });
}

/** A scheduled run has nobody to ask: every param needs its default. */
function defaultParams(plan: CompiledPlan): { params: JsonObject; problem?: string } {
  const parsed = z.fromJSONSchema(plan.params).safeParse({});
  if (parsed.success) return { params: parsed.data as JsonObject }; // params have an object schema
  const faults = z.prettifyError(parsed.error);
  const problem = `Dag "${plan.id}" has a schedule, but its params need values: ${faults}`;
  return { params: {}, problem };
}

/** The run is on record as failed, so that somebody sees why nothing ran. */
async function refuseTick(stores: Stores, run: RunFacts, note: string): Promise<Error> {
  const { dagId, runId } = run;
  const end = { state: 'failed', endedAt: new Date(), result: null, note, instances: [] } as const;
  await stores.runs.finishRun({ dagId, runId, ...end });
  return ApplicationFailure.create({
    type: FAILURE_TYPES.planRefused,
    message: note,
    nonRetryable: true,
  });
}

async function loadPlan(stores: Stores, { hash, blob }: PlanReference): Promise<CompiledPlan> {
  const plan = readPlan(await loadValue(stores.objects, blob));
  if (plan.hash === hash) return plan;
  throw ApplicationFailure.create({
    type: FAILURE_TYPES.tamperedObject,
    message: `The stored plan has hash ${plan.hash}; the run asked for ${hash}.`,
    nonRetryable: true,
  });
}

async function finishRun(stores: Stores, finish: FinishRun, now: Date): Promise<Json | null> {
  const { dagId, runId, state, note, instances } = finish;
  const result = state === 'success' ? await resultOrNull(stores, finish) : null;
  await stores.runs.finishRun({
    dagId,
    runId,
    state,
    endedAt: now,
    result,
    instances,
    ...(note === null ? {} : { note }),
  });
  return result;
}

/**
 * The result for the run's row. One that has no value, or whose object is gone or altered, is none:
 * the run's tasks succeeded and their outputs stand. Only a store that is away is asked again.
 */
async function resultOrNull(stores: Stores, finish: FinishRun): Promise<Json | null> {
  if (finish.result.kind === 'blob' && finish.result.blob.size > RESULT_BYTES) return null;
  try {
    return await smallResult(stores, finish);
  } catch (error) {
    if (error instanceof TaskFault && error.fault.type !== FAILURE_TYPES.storeFailed) return null;
    throw error;
  }
}

async function smallResult(stores: Stores, finish: FinishRun): Promise<Json | null> {
  const { dagId, runId } = finish;
  const bound = await bindInstances(finish.result, (path) => outputOf(stores, dagId, runId, path));
  const blobs = new BlobReader(stores.objects);
  const value = await resolveInput(bound, (blob) => blobs.read(blob));
  const text = JSON.stringify(value ?? null);
  return Buffer.byteLength(text) <= RESULT_BYTES ? (JSON.parse(text) as Json) : null; // JSON text of a value
}

async function outputOf(
  stores: Stores,
  dagId: string,
  runId: string,
  path: string,
): Promise<Output | undefined> {
  const row = await stores.runs.getInstance({ dagId, runId, path });
  // The row keeps the protocol's Output as JSON, as the worker wrote it.
  return (row?.output ?? undefined) as Output | undefined;
}
