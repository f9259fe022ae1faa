import type { Resolved } from '../reference/body-result.ts';
import type { Ref, RefTo } from '../reference/reference.ts';
import { listShape, objectShape, type Shape } from '../reference/shape.ts';
import type { Wired } from '../reference/wire-value.ts';
import type { ExpressionDraft } from '../scope/expression-draft.ts';
import { makeExpression } from './call-operator.ts';

type Lists = { readonly [key: string]: RefTo<readonly unknown[]> | readonly unknown[] };
type Row<L> = {
  readonly [K in keyof L]: Resolved<L[K]> extends readonly (infer T)[] ? T : never;
};

/**
 * Pairs lists of equal length: `zip({ x, y })` is a list of `{ x, y }`.
 *
 * @example
 * ```ts
 * const models = map([0.1, 0.01], (lr) => train({ data, lr }, { id: 'candidate' }));
 * map(zip({ model: models, name: ['coarse', 'fine'] }), ({ model: one, name }) =>
 *   notify({ text: template`${name}: ${one.accuracy}` }));
 * ```
 */
export function zip<L extends Lists>(lists: L): Ref<Row<L>[]> {
  return combineLists('zip', lists, zip);
}

/**
 * Every combination: `cross({ fold, candidate })` is a list of `{ fold, candidate }`.
 *
 * @example
 * ```ts
 * map(cross({ lr: [0.1, 0.01], seed: [1, 2, 3] }), ({ lr }) => train({ data, lr }, { id: 'cell' }));
 * ```
 */
export function cross<L extends Lists>(lists: L): Ref<Row<L>[]> {
  return combineLists('cross', lists, cross);
}

function combineLists<T>(
  operator: 'zip' | 'cross',
  lists: Lists,
  word: (...args: never) => unknown,
): T {
  const names = Object.keys(lists);
  return makeExpression(operator, Object.values(lists), word, (columns) => ({
    expression: { kind: 'call', operator, args: [listsByName(names, columns)], path: [] },
    shape: rowShape(names, columns),
  }));
}

function listsByName(names: readonly string[], columns: readonly Wired[]): ExpressionDraft {
  const fields = new Map<string, ExpressionDraft>();
  columns.forEach(({ expression }, index) => fields.set(names[index] ?? '', expression));
  return { kind: 'object', fields };
}

function rowShape(names: readonly string[], columns: readonly Wired[]): Shape {
  const fields = columns.map(({ shape }, index) => [names[index] ?? '', shape.element()] as const);
  return listShape(objectShape(new Map(fields)));
}
