import type { Expression } from '../../../../dsl/plan/expression.ts';
import type { Json } from '../../../../dsl/plan/json.ts';
import type { Fact } from '../../../../dsl/plan/plan.ts';
import type { Drawing, NodeRecipe } from './node-recipe.ts';

export interface NodeBase {
  readonly id: string;
  readonly upstream: readonly string[];
  readonly facts: readonly Fact[];
}

/** A value of control flow: a field of a task in scope, which then is upstream, or a literal. */
export function given(
  recipe: NodeRecipe,
  base: NodeBase,
  drawing: Drawing,
  field: string,
  literal: Json,
): { readonly from: Expression; readonly upstream: readonly string[] } {
  const tasks = drawing.inScope.filter(({ kind }) => kind === 'task');
  const task = tasks.length > 0 ? tasks[recipe.returns % tasks.length] : undefined;
  if (task === undefined || recipe.how % 3 === 0) {
    return { from: { kind: 'literal', value: literal }, upstream: base.upstream };
  }
  const upstream = [...new Set([...base.upstream, task.id])];
  return { from: { kind: 'output', node: task.id, path: [field] }, upstream };
}

/** All its upstreams gave, and all that is known from around. */
export function drawInput(upstream: readonly string[], { around }: Drawing): Expression {
  const fields: [string, Expression][] = upstream.map((node) => [
    node,
    { kind: 'output', node, path: [] },
  ]);
  for (const { id, kind } of around) {
    if (kind === 'map') fields.push([`item of ${id}`, { kind: 'item', map: id, path: [] }]);
    else if (kind === 'repeat') {
      fields.push([`state of ${id}`, { kind: 'state', repeat: id, path: [] }]);
      fields.push([`iteration of ${id}`, { kind: 'iteration', repeat: id }]);
    } else fields.push([`resource of ${id}`, { kind: 'resource', resource: id, path: [] }]);
  }
  return { kind: 'object', fields: Object.fromEntries(fields) };
}

export function drawResult(returns: number, { inScope, around }: Drawing): Expression {
  const output = (back: number): Expression => {
    const node = inScope[inScope.length - 1 - (back % Math.max(1, inScope.length))];
    return node === undefined
      ? { kind: 'literal', value: 'nothing in scope' }
      : { kind: 'output', node: node.id, path: [] };
  };
  const map = around.filter(({ kind }) => kind === 'map').at(-1)?.id;
  switch (returns % 6) {
    case 0:
      return { kind: 'literal', value: null };
    case 1:
    case 2:
      return output(returns >> 3);
    case 3:
      return { kind: 'object', fields: { x: output(0), y: output(returns >> 3) } };
    case 4:
      return { kind: 'list', items: [output(0), output(returns >> 3)] };
    default:
      return map === undefined ? output(0) : { kind: 'item', map, path: [] };
  }
}

export function choose(numbers: readonly number[], from: readonly string[]): string[] {
  if (from.length === 0) return [];
  return [
    ...new Set(numbers.map((number) => from[from.length - 1 - (number % from.length)] ?? '')),
  ];
}
