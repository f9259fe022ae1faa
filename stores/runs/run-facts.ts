import type { JsonObject } from '../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { RunFacts } from '../../workflows/protocol/run-input.ts';
import type { NewRun, RunRow } from './run-store.ts';

/** A run as tasks see it, from its row. Whether it is the latest is known at its start only. */
export function factsOfRow(row: RunRow): RunFacts {
  const { dagId, runId, runType, logicalDate, dataInterval } = row;
  return {
    dagId,
    runId,
    // The column holds what a start wrote, and starts write this type.
    runType: runType as RunFacts['runType'],
    isLatest: false,
    logicalDate: logicalDate.toISOString(),
    dataInterval: {
      start: dataInterval.start.toISOString(),
      end: dataInterval.end.toISOString(),
    },
  };
}

/** The row of a run that is about to start: queued where its dag limits how many run at once. */
export function rowOfRun(
  plan: CompiledPlan,
  run: RunFacts,
  params: JsonObject,
  workflowId: string,
  events: NonNullable<NewRun['events']> = {},
): NewRun {
  return {
    dagId: run.dagId,
    runId: run.runId,
    runType: run.runType,
    planHash: plan.hash,
    params,
    logicalDate: new Date(run.logicalDate),
    dataInterval: { start: new Date(run.dataInterval.start), end: new Date(run.dataInterval.end) },
    state: plan.settings.maxActiveRuns === undefined ? 'running' : 'queued',
    workflowId,
    events,
  };
}
