import { setTimeout as sleep } from 'node:timers/promises';
import {
  isGrpcServiceError,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ControlReply, ControlRequest } from '../../workflows/protocol/control.ts';
import { FAILURE_TYPES } from '../../workflows/protocol/failure-type.ts';
import { CONTROL_UPDATE, WORKFLOW_QUEUE } from '../../workflows/protocol/names.ts';
import { attributesOf } from '../../workflows/protocol/run-attributes.ts';
import type { RunInput } from '../../workflows/protocol/run-input.ts';
import { factsOfRow } from '../runs/run-facts.ts';
import type { RunRow } from '../runs/run-store.ts';
import type { Stores } from '../stores.ts';
import { buildOfReopened, type PinnedBuild } from './build-of-run.ts';
import type { TemporalClient } from './connect.ts';
import { ControlError } from './control-error.ts';
import { userMetadata } from './start-run.ts';

export interface ControlTarget {
  readonly dagId: string;
  readonly runId: string;
  /** A closed run goes on with the dag's newest plan and build instead of its own. */
  readonly latest: boolean;
}

const LIMIT_MS = 30_000;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 1_000;

/**
 * Does a verb to a run, open or closed, and waits until it is on record.
 *
 * V1 The request id is Temporal's update id: the same request sent twice is done once in one
 *    execution of the run.
 * V2 `clear` and `mark` reopen a closed run, all other verbs are for open ones.
 * V3 A request that met a run in the moment of its closing is sent again: it was not taken in.
 *
 * @throws ControlError when the run does not take it, or nobody answers.
 */
export async function controlRun(
  temporal: TemporalClient,
  stores: Stores,
  target: ControlTarget,
  request: ControlRequest,
  limitMs = LIMIT_MS,
): Promise<ControlReply> {
  const until = Date.now() + limitMs;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await temporal.client.withDeadline(until, () =>
        send(temporal, stores, target, request),
      );
    } catch (failure) {
      const error = errorOf(failure);
      if (error !== undefined) throw error;
      if (Date.now() + waitMs >= until) throw notAnswering(target, failure);
      await sleep(waitMs);
    }
  }
}

async function send(
  temporal: TemporalClient,
  stores: Stores,
  target: ControlTarget,
  request: ControlRequest,
): Promise<ControlReply> {
  const { dagId, runId } = target;
  const run = await stores.runs.getRun(dagId, runId);
  if (run === undefined) {
    throw new ControlError('NOT_FOUND', `Dag "${dagId}" has no run "${runId}".`);
  }
  const isOpen = run.state === 'queued' || run.state === 'running';
  const reopens = request.verb === 'clear' || request.verb === 'mark';
  if (!isOpen && !reopens) throw closed(run, request);
  const updateId = request.requestId;
  // An open run whose workflow was lost is for the sweep of open runs to mend.
  if (isOpen) {
    const handle = temporal.client.workflow.getHandle(run.workflowId);
    const args: [ControlRequest] = [request];
    return handle.executeUpdate<ControlReply, [ControlRequest]>(CONTROL_UPDATE, { args, updateId });
  }
  const pinned = await buildOfReopened(temporal, stores.fleet, run, target.latest);
  const startWorkflowOperation = await reopening(stores, run, target, pinned);
  return temporal.client.workflow.executeUpdateWithStart<
    (input: RunInput) => Promise<unknown>,
    ControlReply,
    [ControlRequest]
  >(CONTROL_UPDATE, { args: [request], updateId, startWorkflowOperation });
}

async function reopening(
  stores: Stores,
  run: RunRow,
  { dagId, runId, latest }: ControlTarget,
  pinned: PinnedBuild | undefined,
): Promise<WithStartWorkflowOperation<(input: RunInput) => Promise<unknown>>> {
  const plan = await stores.dags.plan(dagId, latest ? undefined : run.planHash);
  const facts = factsOfRow(run);
  return new WithStartWorkflowOperation(dagId, {
    workflowId: run.workflowId,
    taskQueue: WORKFLOW_QUEUE,
    args: [{ kind: 'reopen', dagId, runId, latest }],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    typedSearchAttributes: attributesOf(facts),
    ...(plan === undefined ? {} : { memo: { planHash: plan.hash }, ...userMetadata(plan, facts) }),
    ...(pinned === undefined ? {} : { versioningOverride: { pinnedTo: pinned } }),
  });
}

/** Undefined when it is worth while to ask again. */
function errorOf(failure: unknown): Error | undefined {
  if (failure instanceof ControlError) return failure;
  if (failure instanceof WorkflowUpdateFailedError) return refusalOf(failure);
  if (isTransient(failure)) return undefined;
  return failure instanceof Error ? failure : new Error(String(failure));
}

function refusalOf({ cause }: WorkflowUpdateFailedError): ControlError | undefined {
  const refusals: readonly (string | null | undefined)[] = [
    FAILURE_TYPES.controlRefused,
    FAILURE_TYPES.invalidInput,
  ];
  if (!(cause instanceof ApplicationFailure)) {
    return new ControlError('REFUSED', cause?.message ?? 'The run refused the request.', { cause });
  }
  // Taken in by an execution that then closed: the next one has to do it.
  if (cause.type === 'AcceptedUpdateCompletedWorkflow') return undefined;
  if (cause.type === FAILURE_TYPES.tryAgain) return undefined;
  const said = refusals.includes(cause.type) ? cause.message : `${cause.type}: ${cause.message}`;
  return new ControlError('REFUSED', said, { cause });
}

/** The run closed, was being closed, or was being opened by somebody else at that moment. */
function isTransient(failure: unknown): boolean {
  if (
    failure instanceof WorkflowNotFoundError ||
    failure instanceof WorkflowExecutionAlreadyStartedError ||
    failure instanceof WorkflowUpdateRPCTimeoutOrCancelledError
  ) {
    return true;
  }
  const cause: unknown = failure instanceof Error ? (failure.cause ?? failure) : failure;
  return isGrpcServiceError(cause) && TRANSIENT_CODES.includes(cause.code);
}

/** ABORTED, UNAVAILABLE, NOT_FOUND, FAILED_PRECONDITION, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED. */
const TRANSIENT_CODES: readonly number[] = [10, 14, 5, 9, 8, 4];

function closed({ runId, state }: RunRow, { verb }: ControlRequest): ControlError {
  return new ControlError(
    'NOT_OPEN',
    `Run "${runId}" has ended (${state}); "${verb}" is for runs that have not.`,
  );
}

function notAnswering({ dagId, runId }: ControlTarget, cause: unknown): ControlError {
  return new ControlError(
    'NOT_ANSWERING',
    `Run "${runId}" of dag "${dagId}" did not answer in time: is there an engine worker of its build?`,
    { cause },
  );
}
