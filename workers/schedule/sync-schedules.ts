import {
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleOptions,
} from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import type { CompiledPlan, PlanSchedule } from '../../dsl/plan/plan.ts';
import { type TemporalClient, userMetadata } from '../../stores/temporal/index.ts';
import {
  scheduledWorkflowIdBase,
  scheduleIdOf,
  WORKFLOW_QUEUE,
} from '../../workflows/protocol/names.ts';
import type { RunInput } from '../../workflows/protocol/run-input.ts';
import { scheduleSpecOf } from './schedule-spec.ts';
import { timetableOf } from './timetable.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

/**
 * Makes Temporal's Schedules match the dags: created, updated or deleted. Whether a Schedule is
 * paused is the operator's affair and survives an update.
 */
export async function syncSchedule(temporal: TemporalClient, plan: CompiledPlan): Promise<void> {
  const options = scheduleOptionsOf(plan, new Date());
  if (options === undefined) return removeSchedule(temporal, plan.id);
  const handle = temporal.client.schedule.getHandle(scheduleIdOf(plan.id));
  try {
    await handle.update((current) => ({
      spec: options.spec,
      action: options.action,
      policies: options.policies,
      state: current.state,
    }));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    await temporal.client.schedule.create(options);
    await makeUp(temporal, plan);
  }
}

/** Ends a dag's scheduled runs; a dag without a Schedule has nothing to end. */
export async function removeSchedule(temporal: TemporalClient, dagId: string): Promise<void> {
  await temporal.client.schedule.getHandle(scheduleIdOf(dagId)).delete().catch(ignoreMissing);
}

type CompleteOptions = ScheduleOptions & Required<Pick<ScheduleOptions, 'policies'>>;

/** `undefined` when the dag has no schedule that Temporal fires. */
export function scheduleOptionsOf(plan: CompiledPlan, now: Date): CompleteOptions | undefined {
  const { schedule } = plan;
  const spec = schedule === undefined ? undefined : scheduleSpecOf(schedule, now);
  if (schedule === undefined || spec === undefined) return undefined;
  const input: RunInput = { kind: 'tick', dagId: plan.id };
  const { startDate, endDate } = plan.settings;
  return {
    scheduleId: scheduleIdOf(plan.id),
    spec: {
      ...spec,
      ...(startDate === undefined ? {} : { startAt: new Date(startDate) }),
      ...(endDate === undefined ? {} : { endAt: new Date(endDate) }),
    },
    action: {
      type: 'startWorkflow',
      workflowType: plan.id,
      workflowId: scheduledWorkflowIdBase(plan.id),
      taskQueue: WORKFLOW_QUEUE,
      args: [input],
      typedSearchAttributes: new TypedSearchAttributes([
        { key: defineSearchAttributeKey('DagId', 'KEYWORD'), value: plan.id },
        { key: defineSearchAttributeKey('RunType', 'KEYWORD'), value: 'scheduled' },
        { key: defineSearchAttributeKey('DagState', 'KEYWORD'), value: 'queued' },
      ]),
      ...userMetadata(plan, { runType: 'scheduled' }),
    },
    policies: {
      overlap: overlapOf(schedule),
      catchupWindow: plan.settings.catchup ? YEAR_MS : catchupWindowMs(schedule, now),
    },
  };
}

/** Runs over `maxActiveRuns` wait as queued runs; only `@continuous` is told by the Schedule. */
function overlapOf(schedule: PlanSchedule): ScheduleOverlapPolicy {
  return schedule.kind === 'preset' && schedule.preset === '@continuous'
    ? ScheduleOverlapPolicy.BUFFER_ONE
    : ScheduleOverlapPolicy.ALLOW_ALL;
}

/** After an outage the newest missed interval still runs; the admission drops the older ones. */
const CATCHUP_PERIODS = 3;

function catchupWindowMs(schedule: PlanSchedule, now: Date): number {
  const timetable = timetableOf(schedule);
  if (timetable === undefined) return 10_000;
  const next = timetable.next(now);
  const period = timetable.next(next).getTime() - next.getTime();
  return Math.min(YEAR_MS, Math.max(60_000, CATCHUP_PERIODS * period));
}

/** With catchup, a new schedule first makes up what was due since its start date. */
async function makeUp(temporal: TemporalClient, plan: CompiledPlan): Promise<void> {
  const { catchup, startDate } = plan.settings;
  const start = new Date(startDate ?? Number.NaN);
  const end = new Date();
  if (!catchup || !(start < end)) return;
  await temporal.client.schedule
    .getHandle(scheduleIdOf(plan.id))
    .backfill({ start, end, overlap: ScheduleOverlapPolicy.ALLOW_ALL });
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof ScheduleNotFoundError)) throw error;
}
