import { CancellationScope } from '@temporalio/workflow';
import type { PlanNode } from '../../dsl/plan/plan.ts';
import { ENGINE_ACTIVITY } from '../protocol/names.ts';
import { engineActivities, type EndWait, type InstanceOwner } from './engine-activities.ts';
import type { InstanceEnd, Schedule, StartedContext } from './start-node.ts';

type WaitNode = Extract<PlanNode, { kind: EndWait['kind'] }>;
type Outcome = EndWait['outcome'];

export function ownerOf({ path }: Schedule, { run, generation }: StartedContext): InstanceOwner {
  return { dagId: run.dagId, runId: run.runId, path, generation };
}

/**
 * Ends well what the workflow itself waited for: its output is in the database before the run goes
 * on, as it is with a task that a worker ran.
 */
export async function endWait(
  command: Schedule,
  node: WaitNode,
  context: StartedContext,
  end: EndWait['end'],
  outcome?: Outcome,
): Promise<InstanceEnd> {
  const output = await recordEnd(command, node, context, end, outcome);
  return { type: 'succeeded', output: output ?? { kind: 'inline', value: null } };
}

/**
 * Ends it in another way: nobody is to be asked or told any more. One that is only interrupted goes
 * on in the run's next execution, so it stays as it is.
 */
export async function withdrawWait(
  command: Schedule,
  node: WaitNode,
  context: StartedContext,
  state: 'withdrawn' | 'failed' | 'skipped',
): Promise<void> {
  if (context.isInterrupted()) return;
  await recordEnd(command, node, context, { state });
}

function recordEnd(
  command: Schedule,
  node: WaitNode,
  context: StartedContext,
  end: EndWait['end'],
  outcome?: Outcome,
): Promise<Awaited<ReturnType<(typeof engineActivities)[typeof ENGINE_ACTIVITY.endWait]>>> {
  // What it waited for has come or is given up: a stop that comes now finds it ended.
  return CancellationScope.nonCancellable(() =>
    engineActivities[ENGINE_ACTIVITY.endWait]({
      owner: ownerOf(command, context),
      taskId: node.id,
      mapIndex: command.mapIndex,
      kind: node.kind,
      startedAt: new Date(context.begun).toISOString(),
      facts: node.facts,
      end,
      ...(outcome === undefined ? {} : { outcome }),
    }),
  );
}
