import { LRUCache } from 'lru-cache';
import { nodesInside } from '../../dsl/plan/node-regions.ts';
import type { CompiledPlan, PlanNode } from '../../dsl/plan/plan.ts';
import type { RunRow } from '../../stores/runs/run-store.ts';
import type { Stores } from '../../stores/stores.ts';
import { Problem } from '../problem/problem.ts';

/** The plan a run was started with; its dag may have been edited since. @throws Problem UNKNOWN_PLAN. */
export async function runPlan(stores: Stores, run: RunRow): Promise<CompiledPlan> {
  const plan = await stores.dags.plan(run.dagId, run.planHash);
  if (plan !== undefined) return plan;
  throw new Problem('UNKNOWN_PLAN', `The plan "${run.planHash}" of this run is not stored.`);
}

const nodes = new LRUCache<string, ReadonlyMap<string, PlanNode>>({ max: 200 });

/** Every node of a plan by its id, in the plan's order. */
export function planNodes(plan: CompiledPlan): ReadonlyMap<string, PlanNode> {
  const known = nodes.get(plan.hash);
  if (known !== undefined) return known;
  const found = new Map(Array.from(nodesInside(plan.root), (node) => [node.id, node] as const));
  nodes.set(plan.hash, found);
  return found;
}
