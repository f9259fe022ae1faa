import { traceCaller } from '../fault/trace.ts';
import type { Operator } from '../plan/expression.ts';
import { makeReference } from '../reference/make-reference.ts';
import { poisonedReference } from '../reference/poison.ts';
import type { Shape } from '../reference/shape.ts';
import { wireValue, type Wired } from '../reference/wire-value.ts';
import { enterWord } from '../scope/enter-word.ts';
import { partsOf, type ExpressionDraft } from '../scope/expression-draft.ts';
import { regionRead } from '../scope/region-read.ts';
import { recordFault } from '../scope/slot.ts';

type Word = (...args: never) => unknown;
/** Larger expressions belong into a task; deeper ones could not be read by recursion. */
const MOST_PARTS = 10_000;
const DEEPEST = 200;

/** A reference to what an operator gives for its arguments. */
export function callOperator<T>(
  operator: Operator,
  args: readonly unknown[],
  shape: (args: readonly Wired[]) => Shape,
  word: Word,
): T {
  return makeExpression(operator, args, word, (wired) => ({
    expression: {
      kind: 'call',
      operator,
      args: wired.map((arg) => arg.expression),
      path: [],
    },
    shape: shape(wired),
  }));
}

/** A reference to an expression over arguments that are wired first. */
export function makeExpression<T>(
  name: string,
  args: readonly unknown[],
  word: Word,
  make: (args: readonly Wired[]) => Wired,
): T {
  const trace = traceCaller(word);
  const frame = enterWord(name, trace);
  if (frame === undefined) return poisonedReference();
  const wired = args.map((arg, index) =>
    wireValue(arg, { frame, trace, place: `${name}[${index}]` }),
  );
  const made = make(wired);
  const size = measure(made.expression);
  if (size.parts > MOST_PARTS || size.depth > DEEPEST) {
    recordFault(frame.region.dag, {
      code: 'DAG028',
      place: name,
      problem: `The expression has ${size.parts} parts, ${size.depth} levels deep.`,
      expected: `An expression may have ${MOST_PARTS} parts and ${DEEPEST} levels.`,
      hint: 'Compute it in a task.',
      trace,
    });
    return poisonedReference();
  }
  return makeReference({ ...made, region: regionRead(made.expression, frame) });
}

const sizes = new WeakMap<ExpressionDraft, { readonly parts: number; readonly depth: number }>();

function measure(expression: ExpressionDraft): { readonly parts: number; readonly depth: number } {
  const known = sizes.get(expression);
  if (known !== undefined) return known;
  let parts = 1;
  let depth = 0;
  for (const part of partsOf(expression)) {
    const size = measure(part);
    parts += size.parts;
    depth = Math.max(depth, size.depth);
  }
  const size = { parts, depth: depth + 1 };
  sizes.set(expression, size);
  return size;
}
