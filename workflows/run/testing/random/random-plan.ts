import type { CompiledPlan, PlanNode, Region } from '../../../../dsl/plan/plan.ts';
import { drawBranch, drawLoop, drawMap, drawResource, drawShortCircuit } from './draw-container.ts';
import { drawStarted } from './draw-started.ts';
import { choose, drawResult, type NodeBase } from './draw-value.ts';
import type { Drawing, Feature, NodeRecipe } from './node-recipe.ts';

/** A plan as drawn up: its nodes, what it returns, and its limits. */
export interface PlanRecipe {
  readonly nodes: readonly NodeRecipe[];
  readonly returns: number;
  /** How many tasks at once, and whether it fails fast. */
  readonly limits: number;
  readonly features: readonly Feature[];
}

export function randomPlan({ nodes, returns, limits, features }: PlanRecipe): CompiledPlan {
  const drawing: Drawing = {
    inScope: [],
    prefix: '',
    around: [],
    features,
    counter: { next: 0 },
    region: drawRegion,
  };
  const atOnce = features.includes('maxActiveTasks') ? limits % 5 : 0;
  const failFast = features.includes('failFast') && limits % 7 === 3;
  return {
    planVersion: 1,
    id: 'random',
    hash: '',
    params: {},
    settings: {
      catchup: false,
      failFast,
      tags: [],
      callbacks: [],
      ...(atOnce === 0 || atOnce === 4 ? {} : { maxActiveTasks: atOnce }),
    },
    root: drawRegion(nodes, returns, drawing),
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
  const ids = drawing.inScope.map((each) => each.id);
  const base: NodeBase = { id, upstream: choose(recipe.up, ids), facts: [] };
  switch (drawing.around.length < 3 ? recipe.kind : 0) {
    case 6:
    case 7:
      return drawMap(recipe, base, drawing);
    case 8:
      return drawBranch(recipe, base, drawing);
    case 9:
      return drawShortCircuit(recipe, base, drawing);
    case 10:
      if (drawing.features.includes('repeat')) return drawLoop(recipe, base, drawing);
      break;
    case 11:
      if (drawing.features.includes('withResource')) return drawResource(recipe, base, drawing);
      break;
    default:
  }
  return drawStarted(recipe, base, drawing);
}
