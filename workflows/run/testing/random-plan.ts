import type { Expression } from '../../../dsl/plan/expression.ts';
import type { CompiledPlan, Fact, PlanNode, Region } from '../../../dsl/plan/plan.ts';
import { TRIGGER_RULES } from '../../../dsl/plan/trigger-rule.ts';
import { TASK_OPTIONS } from './task-options.ts';

/**
 * A plan drawn up in small numbers. Every recipe makes a valid plan, so that a failing one can be
 * shrunk and kept; what a number means depends on what is in scope.
 */
export interface NodeRecipe {
  readonly kind: number;
  /** Upstreams, among the nodes in scope. */
  readonly up: readonly number[];
  /** Trigger rule, length of a list, number of cases. */
  readonly size: number;
  /** Flags: named map, many, ignoring rules, values from a task. */
  readonly how: number;
  /** What the region inside returns. */
  readonly returns: number;
  readonly inner: readonly (readonly NodeRecipe[])[];
}

interface Drawing {
  /** Ids that may be named from here, and the kinds behind them. */
  readonly inScope: readonly { readonly id: string; readonly kind: PlanNode['kind'] }[];
  readonly prefix: string;
  /** The maps around, innermost last. */
  readonly maps: readonly string[];
  readonly counter: { next: number };
}

export function randomPlan(recipes: readonly NodeRecipe[], returns: number): CompiledPlan {
  const drawing = { inScope: [], prefix: '', maps: [], counter: { next: 0 } };
  return {
    planVersion: 1,
    id: 'random',
    hash: '',
    params: {},
    settings: { catchup: false, failFast: false, tags: [], callbacks: [] },
    root: drawRegion(recipes, returns, drawing),
    groups: [],
    definitions: [],
  };
}

function drawRegion(recipes: readonly NodeRecipe[], returns: number, drawing: Drawing): Region {
  const nodes: PlanNode[] = [];
  let here = drawing;
  for (const recipe of recipes) {
    const node = drawNode(recipe, here);
    nodes.push(node);
    here = { ...here, inScope: [...here.inScope, { id: node.id, kind: node.kind }] };
  }
  return { nodes, result: drawResult(returns, here) };
}

function drawNode(recipe: NodeRecipe, drawing: Drawing): PlanNode {
  const id = `${drawing.prefix}n${drawing.counter.next++}`;
  const upstream = choose(
    recipe.up,
    drawing.inScope.map((each) => each.id),
  );
  const base: Base = { id, upstream, facts: [] };
  const kind = drawing.maps.length < 3 ? recipe.kind % 10 : 0;
  if (kind === 6 || kind === 7) return drawMap(recipe, base, drawing);
  if (kind === 8) return drawBranch(recipe, base, drawing);
  if (kind === 9) {
    const condition = given(recipe, base, drawing, 'flag', recipe.size % 3 > 0);
    const ignoreDownstreamTriggerRules = recipe.how % 2 === 0;
    return {
      ...base,
      upstream: condition.upstream,
      kind: 'shortCircuit',
      condition: condition.from,
      ignoreDownstreamTriggerRules,
    };
  }
  const triggerRule = TRIGGER_RULES[recipe.size] ?? 'all_success';
  const input = drawInput(upstream, drawing);
  return {
    ...base,
    kind: 'task',
    definition: 0,
    input,
    triggerRule,
    options: TASK_OPTIONS,
    outlets: [],
  };
}

function drawMap(recipe: NodeRecipe, base: Base, drawing: Drawing): PlanNode {
  const length = recipe.size % 4;
  const literal = recipe.size === 25 ? 'no list' : Array.from({ length }, (_, at) => `item ${at}`);
  const items = given(recipe, base, drawing, 'list', literal);
  const named = recipe.how % 4 < 2;
  const maxParallel = (recipe.how >> 2) % 3;
  const inside = {
    ...drawing,
    prefix: named ? `${base.id}.` : drawing.prefix,
    maps: [...drawing.maps, base.id],
  };
  return {
    ...base,
    upstream: items.upstream,
    kind: 'map',
    items: items.from,
    named,
    ...(maxParallel === 0 ? {} : { maxParallel }),
    body: drawRegion(recipe.inner[0] ?? [], recipe.returns, inside),
  };
}

function drawBranch(recipe: NodeRecipe, base: Base, drawing: Drawing): PlanNode {
  const many = recipe.how % 2 === 1;
  const literal = many
    ? ['a', 'c'].slice(recipe.size % 3)
    : (['a', 'b', 'c'][recipe.size % 3] ?? '');
  const on = given(recipe, base, drawing, many ? 'keys' : 'key', literal);
  const cases = ['a', 'b', 'c'].slice(0, recipe.size === 25 ? 1 : 3).map((key, at) => ({
    key,
    region: drawRegion(recipe.inner[at] ?? [], recipe.returns + at, drawing),
  }));
  return { ...base, upstream: on.upstream, kind: 'branch', on: on.from, cases, many };
}

interface Base {
  readonly id: string;
  readonly upstream: readonly string[];
  readonly facts: readonly Fact[];
}

/** A value of control flow: a field of a task in scope, which then is upstream, or a literal. */
function given(
  recipe: NodeRecipe,
  base: Base,
  drawing: Drawing,
  field: string,
  literal: Extract<Expression, { kind: 'literal' }>['value'],
): { readonly from: Expression; readonly upstream: readonly string[] } {
  const tasks = drawing.inScope.filter(({ kind }) => kind === 'task');
  const task = tasks.length > 0 ? tasks[recipe.returns % tasks.length] : undefined;
  if (task === undefined || recipe.how % 3 === 0) {
    return { from: { kind: 'literal', value: literal }, upstream: base.upstream };
  }
  const upstream = [...new Set([...base.upstream, task.id])];
  return { from: { kind: 'output', node: task.id, path: [field] }, upstream };
}

function drawInput(upstream: readonly string[], { maps }: Drawing): Expression {
  const fields: [string, Expression][] = upstream.map((node) => [
    node,
    { kind: 'output', node, path: [] },
  ]);
  for (const map of maps) fields.push([`item of ${map}`, { kind: 'item', map, path: [] }]);
  return { kind: 'object', fields: Object.fromEntries(fields) };
}

function drawResult(returns: number, { inScope, maps }: Drawing): Expression {
  const output = (back: number): Expression => {
    const node = inScope[inScope.length - 1 - (back % Math.max(1, inScope.length))];
    return node === undefined
      ? { kind: 'literal', value: 'nothing in scope' }
      : { kind: 'output', node: node.id, path: [] };
  };
  const map = maps.at(-1);
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

function choose(numbers: readonly number[], from: readonly string[]): string[] {
  if (from.length === 0) return [];
  return [
    ...new Set(numbers.map((number) => from[from.length - 1 - (number % from.length)] ?? '')),
  ];
}
