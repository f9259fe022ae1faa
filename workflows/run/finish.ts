import type { BoundExpression } from '../protocol/value.ts';
import type { RunCommand } from './command.ts';
import { bind } from './expression/bind.ts';
import { ABSENT } from './expression/bound-value.ts';
import { ExpressionError } from './expression/expression-error.ts';
import type { RunBook } from './run-book.ts';
import { scopeOf } from './scope-of.ts';

/**
 * How a run ends once nothing in it is left to end. As in Airflow, its leaves decide; a cancelled
 * run has failed. A run whose result cannot be computed has failed too.
 */
export function finishOf(book: RunBook): Extract<RunCommand, { type: 'finish' }> {
  const { failed, upstream_failed: upstreamFailed } = book.root.tally;
  const bad = book.cancelled !== undefined || failed + upstreamFailed > 0;
  const { result, reason } = resultOf(book);
  const state = bad || reason !== undefined ? 'failed' : 'success';
  return {
    type: 'finish',
    state,
    result,
    removed: [],
    ...(reason === undefined ? {} : { reason }),
  };
}

function resultOf(book: RunBook): { readonly result: BoundExpression; readonly reason?: string } {
  try {
    return { result: bind(book.plan.root.result, [], scopeOf(book, book.root)) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { result: ABSENT, reason: `${error.type}: the result of the run: ${error.message}` };
  }
}
