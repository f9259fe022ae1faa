import { CancellationScope } from '@temporalio/workflow';
import type { ChildDagNode } from '../../dsl/plan/plan.ts';
import { ENGINE_ACTIVITY } from '../protocol/names.ts';
import { engineActivities, type ToldCallback } from './engine-activities.ts';
import { taskErrorOf } from './task-error.ts';
import type { Schedule, StartedContext } from './start-node.ts';

/** Runs of earlier revisions called nobody back for the runs they started. */
const TOLD_SINCE = 3;

const STATES = {
  execute: 'running',
  success: 'success',
  failure: 'failed',
  retry: 'up_for_retry',
} as const;

/**
 * Tells the author's callback of a run that another one started, where there is one for this kind.
 * The message's id says what it tells, so that it leaves once, however often this is done again.
 *
 * @returns undefined where there is nothing to tell, so that nobody waits for it: a moment's wait
 * would change the order of commands of runs that have recorded theirs.
 */
export function tellCallback(
  { path }: Schedule,
  node: ChildDagNode,
  context: StartedContext,
  happened: {
    readonly kind: ToldCallback['kind'];
    readonly tried: number;
    readonly failure?: unknown;
  },
): Promise<void> | undefined {
  const { kind, tried, failure } = happened;
  const { revision, run, planHash, generation } = context;
  if (revision < TOLD_SINCE || !node.options.callbacks.includes(kind)) return undefined;
  // What happened is told also when the instance was stopped meanwhile.
  return CancellationScope.nonCancellable(() =>
    engineActivities[ENGINE_ACTIVITY.tellCallback]({
      ...{ run, planHash, path, generation, kind, tried },
      taskId: node.id,
      state: STATES[kind],
      isolation: node.options.isolation,
      ...(failure === undefined ? {} : { error: messageOf(failure) }),
    }),
  );
}

function messageOf(failure: unknown): string {
  const { type, message } = taskErrorOf(failure);
  return `${type}: ${message}`;
}
