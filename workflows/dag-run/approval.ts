import { ApplicationFailure } from '@temporalio/common';
import { isCancellation } from '@temporalio/workflow';
import type { ApprovalNode } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/plan/json.ts';
import type { GivenAnswer } from '../protocol/answer.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';
import { ENGINE_ACTIVITY } from '../protocol/names.ts';
import { formFaults } from './check-form.ts';
import { engineActivities } from './engine-activities.ts';
import { endWait, ownerOf, withdrawWait } from './end-wait.ts';
import { waitTimeout } from './sensor.ts';
import type { InstanceEnd, Schedule, StartedContext } from './start-node.ts';
import { TIMED_OUT, until } from './until.ts';

type Decision = 'approved' | 'rejected';

/**
 * A question to people.
 *
 * A1 One rejection rejects; `approvers` different people have to approve. The newest answer of a
 *    person counts.
 * A2 Who may answer and what the form wants is checked here, whoever has checked it before.
 */
export async function runApproval(
  command: Schedule,
  node: ApprovalNode,
  context: StartedContext,
): Promise<InstanceEnd> {
  const answers = new Map<string, GivenAnswer>();
  const { mailbox, begun } = context;
  const deadline = node.timeoutMs === undefined ? undefined : begun + node.timeoutMs;
  const decided = new Promise<Decision>((resolve) => {
    mailbox.open(command.path, {
      generation: context.generation,
      check: (message) => {
        if (message.kind === 'answer') assertMayAnswer(command.path, node, message.answer);
      },
      take: (message) => {
        if (message.kind !== 'answer') return;
        answers.set(message.answer.by, message.answer);
        const decision = decisionOf(node, answers);
        if (decision !== undefined) resolve(decision);
      },
    });
  });
  try {
    const before = await openQuestion(command, node, context, deadline);
    const waiter = mailbox.waiter(command.path);
    for (const answer of before) waiter?.take({ kind: 'answer', answer });
    context.wait('awaiting_input', questionText(node));
    const decision = await until(decided, deadline);
    if (decision === TIMED_OUT) return await unanswered(command, node, context, answers);
    return await conclude(command, node, context, decision, answers);
  } catch (failure) {
    if (isCancellation(failure)) await withdrawWait(command, node, context, 'withdrawn');
    throw failure;
  } finally {
    mailbox.close(command.path);
  }
}

function openQuestion(
  command: Schedule,
  node: ApprovalNode,
  context: StartedContext,
  deadline: number | undefined,
): Promise<readonly GivenAnswer[]> {
  return engineActivities[ENGINE_ACTIVITY.openApproval]({
    owner: ownerOf(command, context),
    input: command.input,
    form: node.form,
    assignees: node.assignees,
    approvers: node.approvers,
    deadline: deadline === undefined ? null : new Date(deadline).toISOString(),
    openedAt: new Date(context.begun).toISOString(),
  });
}

/** Undefined while more answers are needed. */
function decisionOf(
  { approvers }: ApprovalNode,
  answers: ReadonlyMap<string, GivenAnswer>,
): Decision | undefined {
  const given = [...answers.values()];
  if (given.some(({ decision }) => decision === 'rejected')) return 'rejected';
  return given.length >= approvers ? 'approved' : undefined;
}

function conclude(
  command: Schedule,
  node: ApprovalNode,
  context: StartedContext,
  decision: Decision,
  answers: ReadonlyMap<string, GivenAnswer>,
): Promise<InstanceEnd> {
  const deciding = [...answers.values()].filter((given) => given.decision === decision);
  const answer: Json = deciding.at(-1)?.answer ?? {};
  const value: Json = { decision, answer, by: deciding.map(({ by }) => by) };
  return endWait(command, node, context, { state: 'success', value }, decision);
}

async function unanswered(
  command: Schedule,
  node: ApprovalNode,
  context: StartedContext,
  answers: ReadonlyMap<string, GivenAnswer>,
): Promise<InstanceEnd> {
  if (node.onTimeout === 'fail') {
    await withdrawWait(command, node, context, 'failed');
    const missing = node.approvers - answers.size;
    throw waitTimeout(
      `${missing} of ${node.approvers} answers did not come within ${(node.timeoutMs ?? 0) / 1000} s.`,
    );
  }
  const value: Json = { decision: node.onTimeout, answer: {}, by: [] };
  return endWait(command, node, context, { state: 'success', value }, node.onTimeout);
}

/** @throws ApplicationFailure saying who may answer, or what the form wants. */
function assertMayAnswer(path: string, node: ApprovalNode, given: GivenAnswer): void {
  const { assignees } = node;
  if (assignees.length > 0 && !assignees.includes(given.by)) {
    throw refusedAnswer(`"${given.by}" may not answer "${path}": it asks ${assignees.join(', ')}.`);
  }
  if (given.decision === 'rejected' && Object.keys(given.answer).length === 0) return;
  const faults = formFaults(node.form, given.answer);
  if (faults.length > 0) {
    throw refusedAnswer(`The answer to "${path}" does not fit its form: ${faults.join('; ')}.`);
  }
}

export function refusedAnswer(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.invalidInput,
    message,
    nonRetryable: true,
  });
}

function questionText({ assignees, approvers }: ApprovalNode): string {
  const whom = assignees.length === 0 ? 'anybody' : assignees.join(', ');
  return `Asks ${whom}${approvers > 1 ? `, ${approvers} people` : ''}.`;
}
