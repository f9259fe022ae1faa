import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import { oncePer } from './model/once-per.ts';
import { allNodes } from './model/plan-edges.ts';

/** Ids of all nodes with their place in the plan, a container before what is inside it. */
export const planOrder = oncePer(
  (plan: CompiledPlan): ReadonlyMap<string, number> =>
    new Map(allNodes(plan.root).map(({ id }, place) => [id, place])),
);
