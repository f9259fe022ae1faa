import type { ShortCircuitNode } from '../../dsl/plan/plan.ts';
import { bind } from './expression/bind.ts';
import { evaluate } from './expression/bind-call.ts';
import { ExpressionError } from './expression/expression-error.ts';
import { describe } from './expression/operand.ts';
import { attempt } from './fail.ts';
import type { Instance } from './instance.ts';
import type { RunBook } from './run-book.ts';
import { scopeOf } from './scope-of.ts';
import { settle } from './settle.ts';
import { turnOffDownstream } from './short-circuit.ts';

/** Decides a short-circuit at once. It succeeds either way; its value says which. */
export function runShortCircuit(book: RunBook, instance: Instance, node: ShortCircuitNode): void {
  const passes = attempt(instance, () => {
    const value = evaluate(node.condition, scopeOf(book, instance.frame), bind);
    if (typeof value === 'boolean') return value;
    throw new ExpressionError(`the condition is ${describe(value)}, expected true or false.`);
  });
  if (!passes.ok) {
    settle(book, instance, passes.ending);
    return;
  }
  instance.output = { kind: 'inline', value: passes.value };
  if (!passes.value) turnOffDownstream(book, instance);
  settle(book, instance, { state: 'success', ...(passes.value ? {} : { reason: 'False.' }) });
}
