import type { PlanNode } from './plan.ts';

/** The word that makes a node, as authors write it. */
export type Word = Exclude<PlanNode['kind'], 'childDag'> | 'runDag' | 'triggerDag';

/** The word an author wrote for this node. */
export function wordOf(node: PlanNode): Word {
  if (node.kind !== 'childDag') return node.kind;
  return node.wait ? 'runDag' : 'triggerDag';
}
