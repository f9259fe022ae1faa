import type { Json } from '../../dsl/plan/json.ts';
import type { ApprovalNode } from '../../dsl/plan/plan.ts';
import { formFaults } from '../../workflows/dag-run/check-form.ts';
import { FAILURE_TYPES } from '../../workflows/protocol/index.ts';
import { openApproval } from '../engine/waits.ts';
import { parseDuration } from '../task/context/parse-duration.ts';
import { giveUp, ownerOf, succeed } from './end-wait.ts';
import type { StartedInstance } from './started-instance.ts';
import type { TestAnswer } from './test-options.ts';
import type { VirtualRun } from './virtual-run.ts';

/**
 * Asks, and gives the answers of the test. One rejection rejects; `approvers` different people have
 * to approve; the newest answer of a person counts.
 */
export function startApproval(run: VirtualRun, started: StartedInstance, node: ApprovalNode): void {
  const { world } = run.options;
  const { path } = started.command;
  const deadline = node.timeoutMs === undefined ? undefined : started.begun + node.timeoutMs;
  const dateOf = (at: number): string => new Date(world.options.epoch + at).toISOString();
  world.spawn(async () => {
    await openApproval(world.options.stores, {
      ...{ owner: ownerOf(run, started), input: started.command.input },
      form: node.form,
      ...{ assignees: node.assignees, approvers: node.approvers },
      deadline: deadline === undefined ? null : dateOf(deadline),
      openedAt: dateOf(started.begun),
    });
    if (started.ended) return;
    run.push({ type: 'waiting', path, state: 'awaiting_input', reason: 'Asks people.' });
    started.waitsFor = 'for an answer';
    if (deadline !== undefined) {
      const late = (): void => unanswered(run, started, node, given.size);
      started.callOffs.push(world.clock.at(deadline, late));
    }
    const given = new Map<string, TestAnswer>();
    for (const answer of answersFor(run, path, node)) {
      const at = started.begun + (answer.after === undefined ? 0 : parseDuration(answer.after));
      const take = (): void => answered(run, started, node, given, answer);
      started.callOffs.push(world.clock.at(at, take));
    }
  });
}

function answered(
  run: VirtualRun,
  started: StartedInstance,
  node: ApprovalNode,
  given: Map<string, TestAnswer>,
  answer: TestAnswer & { readonly by: string },
): void {
  const { world } = run.options;
  const { by, decision, answer: form = {} } = answer;
  given.set(by, answer);
  const [...all] = given.values();
  const isRejected = all.some((each) => each.decision === 'rejected');
  const isDecided = isRejected || all.length >= node.approvers;
  world.spawn(async () => {
    const record = { by, decision, answer: form, at: world.date };
    await world.options.stores.approvals.answer(ownerOf(run, started), record);
    if (!isDecided) return;
    const outcome = isRejected ? 'rejected' : 'approved';
    const deciding = [...given].filter(([, each]) => each.decision === outcome);
    const value: Json = {
      decision: outcome,
      answer: deciding.at(-1)?.[1].answer ?? {},
      by: deciding.map(([name]) => name),
    };
    succeed(run, started, node, value, outcome);
  });
}

function unanswered(
  run: VirtualRun,
  started: StartedInstance,
  node: ApprovalNode,
  answers: number,
): void {
  if (node.onTimeout === 'fail') {
    const missing = node.approvers - answers;
    const message = `${missing} of ${node.approvers} answers did not come within ${(node.timeoutMs ?? 0) / 1000} s.`;
    giveUp(run, started, node, { failed: { type: FAILURE_TYPES.waitTimeout, message } });
    return;
  }
  const value: Json = { decision: node.onTimeout, answer: {}, by: [] };
  succeed(run, started, node, value, node.onTimeout);
}

/** @throws TypeError for an answer that a real approval would refuse. */
function answersFor(
  run: VirtualRun,
  path: string,
  node: ApprovalNode,
): readonly (TestAnswer & { readonly by: string })[] {
  const { world, prefix } = run.options;
  const { answers = {} } = world.options.test;
  const chosen = answers[`${prefix}${path}`] ?? answers[`${prefix}${node.id}`] ?? [];
  const list = typeof chosen === 'string' || !isList(chosen) ? [chosen] : chosen;
  return list.map((each) => {
    const answer = typeof each === 'string' ? { decision: each } : each;
    const given = { by: node.assignees[0] ?? 'tester', ...answer };
    assertMayAnswer(path, node, given);
    return given;
  });
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function assertMayAnswer(
  path: string,
  node: ApprovalNode,
  given: TestAnswer & { readonly by: string },
): void {
  const { by, decision, answer = {} } = given;
  const { assignees } = node;
  if (assignees.length > 0 && !assignees.includes(by)) {
    throw new TypeError(`"${by}" may not answer "${path}": it asks ${assignees.join(', ')}.`);
  }
  if (decision === 'rejected' && Object.keys(answer).length === 0) return;
  const faults = formFaults(node.form, answer);
  if (faults.length === 0) return;
  throw new TypeError(`The answer to "${path}" does not fit its form: ${faults.join('; ')}.`);
}
