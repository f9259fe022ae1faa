import type { Expression } from '../../../../dsl/plan/expression.ts';
import type { PlanNode } from '../../../../dsl/plan/plan.ts';
import { given, type NodeBase } from './draw-value.ts';
import type { Drawing, NodeRecipe, Surrounding } from './node-recipe.ts';

export function drawMap(recipe: NodeRecipe, base: NodeBase, drawing: Drawing): PlanNode {
  const length = recipe.size % 4;
  const literal = recipe.size === 25 ? 'no list' : Array.from({ length }, (_, at) => `item ${at}`);
  const items = given(recipe, base, drawing, 'list', literal);
  const named = recipe.how % 4 < 2;
  const maxParallel = (recipe.how >> 2) % 3;
  const inside = inner(drawing, { id: base.id, kind: 'map' }, named);
  return {
    ...base,
    upstream: items.upstream,
    kind: 'map',
    items: items.from,
    named,
    ...(maxParallel === 0 ? {} : { maxParallel }),
    body: drawing.region(recipe.inner[0] ?? [], recipe.returns, inside),
  };
}

export function drawBranch(recipe: NodeRecipe, base: NodeBase, drawing: Drawing): PlanNode {
  const many = recipe.how % 2 === 1;
  const literal = many
    ? ['a', 'c'].slice(recipe.size % 3)
    : (['a', 'b', 'c'][recipe.size % 3] ?? '');
  const on = given(recipe, base, drawing, many ? 'keys' : 'key', literal);
  const cases = ['a', 'b', 'c'].slice(0, recipe.size === 25 ? 1 : 3).map((key, at) => ({
    key,
    region: drawing.region(recipe.inner[at] ?? [], recipe.returns + at, drawing),
  }));
  return { ...base, upstream: on.upstream, kind: 'branch', on: on.from, cases, many };
}

export function drawShortCircuit(recipe: NodeRecipe, base: NodeBase, drawing: Drawing): PlanNode {
  const condition = given(recipe, base, drawing, 'flag', recipe.size % 3 > 0);
  return {
    ...base,
    upstream: condition.upstream,
    kind: 'shortCircuit',
    condition: condition.from,
    ignoreDownstreamTriggerRules: recipe.how % 2 === 0,
  };
}

export function drawLoop(recipe: NodeRecipe, base: NodeBase, drawing: Drawing): PlanNode {
  const named = recipe.how % 4 < 2;
  const initial = given(recipe, base, drawing, 'list', { flag: false });
  const untils: readonly Expression[] = [
    { kind: 'literal', value: recipe.size % 2 === 0 },
    { kind: 'state', repeat: base.id, path: ['flag'] },
    {
      kind: 'call',
      operator: 'eq',
      args: [
        { kind: 'state', repeat: base.id, path: ['key'] },
        { kind: 'literal', value: 'a' },
      ],
      path: [],
    },
  ];
  const inside = inner(drawing, { id: base.id, kind: 'repeat' }, named);
  return {
    ...base,
    upstream: initial.upstream,
    kind: 'repeat',
    initial: initial.from,
    // Mostly what a task gives: that has the fields the conditions read.
    body: drawing.region(
      recipe.inner[0] ?? [],
      recipe.returns % 3 === 0 ? recipe.returns : 1,
      inside,
    ),
    until: untils[recipe.size % 3] ?? { kind: 'literal', value: true },
    maxIterations: 1 + ((recipe.how >> 2) % 3),
    atCap: recipe.how % 5 === 0 ? 'fail' : 'accept',
    named,
  };
}

export function drawResource(recipe: NodeRecipe, base: NodeBase, drawing: Drawing): PlanNode {
  const [setup = [], body = [], teardown = []] = recipe.inner;
  const named = recipe.how % 4 < 2;
  const inside = inner(drawing, { id: base.id, kind: 'withResource' }, named);
  const outside = { ...inside, around: drawing.around };
  return {
    ...base,
    kind: 'withResource',
    setup: drawing.region(setup, recipe.returns, outside),
    body: drawing.region(body, recipe.returns + 1, inside),
    teardown: drawing.region(teardown, 0, inside),
    teardownWhen: recipe.how % 3 === 0 ? 'failure' : 'always',
    failRunOnTeardownFailure: recipe.how % 5 === 0,
  };
}

function inner(drawing: Drawing, surrounding: Surrounding, named: boolean): Drawing {
  return {
    ...drawing,
    prefix: named ? `${surrounding.id}.` : drawing.prefix,
    around: [...drawing.around, surrounding],
  };
}
