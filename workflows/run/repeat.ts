import type { RepeatNode } from '../../dsl/plan/plan.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';
import type { BoundExpression } from '../protocol/value.ts';
import { enqueue, enqueueAll } from './enqueue.ts';
import { bind } from './expression/bind.ts';
import { evaluate } from './expression/bind-call.ts';
import { regionResult } from './expression/bind-output.ts';
import { ExpressionError } from './expression/expression-error.ts';
import { describe } from './expression/operand.ts';
import { attempt, failure } from './fail.ts';
import { openFrame } from './frame.ts';
import { insideOf } from './inside.ts';
import type { Frame, Instance } from './instance.ts';
import { moveTo, type RunBook } from './run-book.ts';
import { scopeOf } from './scope-of.ts';
import { settle } from './settle.ts';
import { summaryState } from './tally.ts';

/**
 * A loop: one frame of its body for each iteration, each begun with what the one before returned.
 *
 * W1 An iteration is over when nothing in it is left to end. If it did not succeed, neither does
 *    the loop.
 * W2 After each iteration the condition is read with the newest state; at `maxIterations` the loop
 *    fails, or is told to accept what it has.
 * W3 Downstream it counts as one instance; its value is the newest state.
 */
export function enterRepeat(book: RunBook, loop: Instance, node: RepeatNode): void {
  const initial = attempt(loop, () => bind(node.initial, [], scopeOf(book, loop.frame)));
  if (!initial.ok) {
    settle(book, loop, initial.ending);
    return;
  }
  loop.inside = insideOf([], node.maxIterations);
  moveTo(book, loop, 'running');
  openIteration(book, loop, initial.value);
}

export function continueRepeat(book: RunBook, loop: Instance, node: RepeatNode): void {
  const last = loop.inside?.frames.at(-1);
  if (last === undefined || last.live > 0) return;
  const state = summaryState(last.tally);
  if (state !== 'success') {
    settle(book, loop, { state });
    return;
  }
  const holds = attempt(loop, () => readCondition(book, loop, node));
  if (!holds.ok) settle(book, loop, holds.ending);
  else if (holds.value) settle(book, loop, { state: 'success' });
  else if (last.index + 1 < node.maxIterations) nextIteration(book, loop, last);
  else if (node.atCap === 'accept') settle(book, loop, { state: 'success', reason: AT_CAP });
  else settle(book, loop, failure(FAILURE_TYPES.loopNotConverged, notConverged(loop, node)));
}

const AT_CAP = 'Accepted at the cap.';

function notConverged(loop: Instance, node: RepeatNode): string {
  return `"${loop.node.id}" did not reach its condition in ${node.maxIterations} iterations.`;
}

function readCondition(book: RunBook, loop: Instance, node: RepeatNode): boolean {
  const scope = { ...scopeOf(book, loop.frame), newest: loop };
  const value = evaluate(node.until, scope, bind);
  if (typeof value === 'boolean') return value;
  throw new ExpressionError(`the condition is ${describe(value)}, expected true or false.`);
}

function nextIteration(book: RunBook, loop: Instance, last: Frame): void {
  const next = attempt(loop, () => regionResult(last, [], scopeOf(book, last), bind));
  if (next.ok) openIteration(book, loop, next.value);
  else settle(book, loop, next.ending);
}

function openIteration(book: RunBook, loop: Instance, state: BoundExpression): void {
  const [body] = loop.node.inner;
  if (body === undefined || loop.inside === undefined) return;
  const index = loop.inside.frames.length;
  const mapIndex = [...loop.frame.mapIndex, index];
  const frame = openFrame(book.counts, body, { owner: loop, index, mapIndex, state });
  loop.inside.frames.push(frame);
  enqueueAll(frame);
  enqueue(loop);
}
