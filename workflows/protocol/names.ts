/** Where dag-run workflows wait for an engine worker; `cpu` activities share it for eager hand-off. */
export const WORKFLOW_QUEUE = 'cpu';

/** Search attributes of every dag run's workflow: name and Temporal's type. */
export const SEARCH_ATTRIBUTES = {
  DagId: 'KEYWORD',
  DagRunId: 'KEYWORD',
  DagState: 'KEYWORD',
  RunType: 'KEYWORD',
  LogicalDate: 'DATETIME',
} as const;

export const STATE_QUERY = 'state';
export const PLAN_QUERY = 'plan';
/** What a `clear` or `mark` with the given selection would touch now. */
export const SELECT_QUERY = 'select';
export const CONTROL_UPDATE = 'control';
export const DELIVER_SIGNAL = 'deliver';
/** From a run to its shards in flight. */
export const SHARD_SIGNAL = 'shard';

/** Local activities of the engine; the prefix is closed to dag ids. */
export const ENGINE_ACTIVITY = {
  admitTick: 'perdure.admitTick',
  awaitTurn: 'perdure.awaitTurn',
  loadPlan: 'perdure.loadPlan',
  finishRun: 'perdure.finishRun',
  reopenRun: 'perdure.reopenRun',
  loadText: 'perdure.loadText',
  keepRun: 'perdure.keepRun',
  recordControl: 'perdure.recordControl',
  prepareChild: 'perdure.prepareChild',
  awaitEvent: 'perdure.awaitEvent',
  openApproval: 'perdure.openApproval',
  endWait: 'perdure.endWait',
  resolveInput: 'perdure.resolveInput',
  storeInput: 'perdure.storeInput',
  loadShard: 'perdure.loadShard',
  finishShard: 'perdure.finishShard',
  tellCallback: 'perdure.tellCallback',
} as const;

/** Dag ids and task ids. */
export const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/;
/** Run ids may also hold an ISO time's `:` and `+`. */
export const RUN_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.:+-]{0,199}$/;

/** The workflow type of a shard of a map; its id is `dagId/runId/mapPath/shard`. */
export const SHARD_WORKFLOW = 'perdure.shard';

/** `digits/manual__2026-11-21T10:00:00.000Z`, as Temporal's UI lists it. */
export function workflowIdOf(dagId: string, runId: string): string {
  return `${dagId}/${runId}`;
}

/** @throws Error when the id was not made by `workflowIdOf` or a Schedule of ours. */
export function runIdOf(workflowId: string, dagId: string): string {
  const prefix = `${dagId}/`;
  if (!workflowId.startsWith(prefix)) {
    throw new Error(`Workflow id "${workflowId}" does not begin with "${prefix}".`);
  }
  return workflowId.slice(prefix.length);
}

export function scheduleIdOf(dagId: string): string {
  return `dag/${dagId}`;
}

/** A Schedule appends `-<nominal time>` to this. */
export function scheduledWorkflowIdBase(dagId: string): string {
  return `${dagId}/scheduled`;
}

/** Shown as the activity's type in Temporal's UI. */
export function activityTypeOf(dagId: string, taskId: string): string {
  return `${dagId}.${taskId}`;
}
