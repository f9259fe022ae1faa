import {
  ChildWorkflowCancellationType,
  isCancellation,
  ParentClosePolicy,
  sleep,
  startChild,
  WorkflowIdReusePolicy,
  type ChildWorkflowOptions,
} from '@temporalio/workflow';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import type { ChildDagNode } from '../../dsl/plan/plan.ts';
import { ENGINE_ACTIVITY } from '../protocol/names.ts';
import { attributesOf } from '../protocol/run-attributes.ts';
import type { RunInput, RunOutcome } from '../protocol/run-input.ts';
import { endWait, ownerOf } from './end-wait.ts';
import {
  engineActivities,
  type EndWait,
  type PreparedChild,
  type ToldCallback,
} from './engine-activities.ts';
import { isStoredResult } from './stored-result.ts';
import { taskErrorOf } from './task-error.ts';
import { tellCallback } from './tell-callback.ts';
import type { InstanceEnd, Schedule, StartedContext } from './start-node.ts';

/**
 * A run of another dag.
 *
 * C1 Its run id follows from the parent's run, the instance path, the generation and the try, so
 *    that the same try never starts two.
 * C2 A try that ended is never started again: each has a run of its own, which can be looked at.
 * C3 The child's row is there before the child is.
 * C4 Callbacks are told of it as of a task: of each try's beginning, and of what became of it.
 */
export async function runChildDag(
  command: Schedule,
  node: ChildDagNode,
  context: StartedContext,
): Promise<InstanceEnd> {
  const { options } = node;
  for (let tried = 1; ; tried += 1) {
    const tell = (kind: ToldCallback['kind'], failure?: unknown): Promise<void> | undefined =>
      tellCallback(command, node, context, { kind, tried, failure });
    try {
      const begun = tell('execute');
      if (begun !== undefined) await begun;
      const end = await tryOnce(command, node, context, tried);
      const ended = await endWait(command, node, context, end);
      const told = tell('success');
      if (told !== undefined) await told;
      return ended;
    } catch (failure) {
      const isLast = isFinal(failure) || tried > options.retries;
      const told = tell(isLast ? 'failure' : 'retry', failure);
      if (told !== undefined) await told;
      if (isLast) throw failure;
      const delayMs = options.retryDelayMs * options.retryBackoff ** (tried - 1);
      const waitMs = Math.min(delayMs, options.maxRetryDelayMs);
      context.wait('queued', `Try ${tried} failed; the next one starts in ${waitMs / 1000} s.`);
      await sleep(Math.max(1, waitMs));
    }
  }
}

async function tryOnce(
  command: Schedule,
  node: ChildDagNode,
  context: StartedContext,
  tried: number,
): Promise<EndWait['end']> {
  const child = await engineActivities[ENGINE_ACTIVITY.prepareChild]({
    owner: ownerOf(command, context),
    childDagId: node.dagId,
    tried,
    input: command.input,
  });
  const { runId } = child.input.run;
  const handle = await startChild(node.dagId, childOptions(node, child));
  if (!node.wait) return { state: 'success', value: { dagId: node.dagId, runId } };
  context.wait('deferred', `Run "${runId}" of dag "${node.dagId}".`);
  // Every dag run's workflow returns this.
  const outcome = (await handle.result().catch((failure: unknown) => {
    throw childFailed(node, runId, failure);
  })) as RunOutcome;
  return isStoredResult(outcome.result)
    ? { state: 'success', blob: outcome.result['perdure.result'] }
    : { state: 'success', value: outcome.result };
}

function childOptions(
  node: ChildDagNode,
  { workflowId, input, summary, details, planHash }: PreparedChild,
): ChildWorkflowOptions & { args: [RunInput] } {
  const leave = !node.wait || node.cancel === 'leave';
  return {
    workflowId,
    workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
    args: [input],
    parentClosePolicy: leave ? ParentClosePolicy.ABANDON : ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: leave
      ? ChildWorkflowCancellationType.ABANDON
      : ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    typedSearchAttributes: attributesOf(input.run),
    memo: { planHash },
    staticSummary: summary,
    staticDetails: details,
  };
}

/** In the parent's words, and open to the parent's retries. */
function childFailed({ dagId }: ChildDagNode, runId: string, failure: unknown): unknown {
  if (isCancellation(failure)) return failure;
  const { type, message } = taskErrorOf(failure);
  return ApplicationFailure.create({
    type,
    message: `Run "${runId}" of dag "${dagId}" did not succeed: ${message}`,
    nonRetryable: false,
  });
}

function isFinal(failure: unknown): boolean {
  if (isCancellation(failure)) return true;
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}
