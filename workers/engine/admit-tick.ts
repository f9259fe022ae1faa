import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { JsonObject } from '../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { rowOfRun } from '../../stores/runs/run-facts.ts';
import type { Stores } from '../../stores/stores.ts';
import { planSource } from '../../stores/temporal/index.ts';
import type { Tick, TickAnswer } from '../../workflows/dag-run/engine-activities.ts';
import { DRIVER_REVISION, FAILURE_TYPES, type RunFacts } from '../../workflows/protocol/index.ts';
import { runIdOf } from '../../workflows/protocol/names.ts';
import { timetableOf } from '../schedule/timetable.ts';

/** Whether a Schedule's tick is a due time of its dag; if so, the run's row and input. */
export async function admitTick(stores: Stores, tick: Tick, now: Date): Promise<TickAnswer> {
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
  await stores.runs.createRun(rowOfRun(plan, run, params, tick.workflowId));
  if (problem !== undefined) throw await refuseTick(stores, run, problem);
  const source = await planSource(stores.objects, plan);
  return {
    kind: 'due',
    input: {
      kind: 'run',
      plan: source,
      run,
      params,
      events: {},
      generation: 1,
      revision: DRIVER_REVISION,
    },
  };
}

/** Calendars fire on full minutes only; any other time is somebody's "trigger" in Temporal's UI. */
function isFullMinute(at: Date): boolean {
  return at.getUTCSeconds() === 0 && at.getUTCMilliseconds() === 0;
}

function notDue(reason: string): TickAnswer {
  return { kind: 'notDue', reason };
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
