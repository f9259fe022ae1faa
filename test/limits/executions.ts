import type { TemporalClient } from '../../stores/temporal/index.ts';
import { RUN_ATTRIBUTES } from '../../workflows/protocol/run-attributes.ts';
import { SHARD_WORKFLOW } from '../../workflows/protocol/names.ts';

/** One Temporal execution that a run is made of. */
export interface Execution {
  readonly workflowId: string;
  readonly executionId: string;
  readonly isShard: boolean;
  readonly isOpen: boolean;
  readonly events: number;
  readonly bytes: number;
}

/** All executions of a run, those that went on as new ones and its shards among them. */
export async function executionsOf(
  { client }: TemporalClient,
  dagId: string,
  runId: string,
): Promise<readonly Execution[]> {
  const { dagId: dag, dagRunId: run } = RUN_ATTRIBUTES;
  const query = `${dag.name} = '${dagId}' AND ${run.name} = '${runId}'`;
  const found: Execution[] = [];
  for await (const info of client.workflow.list({ query })) {
    found.push({
      workflowId: info.workflowId,
      executionId: info.runId,
      isShard: info.type === SHARD_WORKFLOW,
      isOpen: info.status.name === 'RUNNING',
      events: info.historyLength,
      bytes: info.historySize ?? 0,
    });
  }
  return found;
}

/** Most activities and children that one execution had pending at once, by its history. */
export async function mostPending(
  { client }: TemporalClient,
  { workflowId, executionId }: Pick<Execution, 'workflowId' | 'executionId'>,
): Promise<number> {
  const { events } = await client.workflow.getHandle(workflowId, executionId).fetchHistory();
  let pending = 0;
  let most = 0;
  for (const event of events ?? []) {
    if (event.activityTaskScheduledEventAttributes != null) pending += 1;
    if (event.startChildWorkflowExecutionInitiatedEventAttributes != null) pending += 1;
    const ended =
      event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes ??
      event.childWorkflowExecutionCompletedEventAttributes ??
      event.childWorkflowExecutionFailedEventAttributes ??
      event.childWorkflowExecutionCanceledEventAttributes ??
      event.childWorkflowExecutionTerminatedEventAttributes ??
      event.childWorkflowExecutionTimedOutEventAttributes ??
      event.startChildWorkflowExecutionFailedEventAttributes;
    if (ended != null) pending -= 1;
    most = Math.max(most, pending);
  }
  return most;
}
