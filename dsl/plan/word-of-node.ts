import type { PlanNode } from './plan.ts';

/** The word that makes a node, as authors write it. */
export type Word = Exclude<PlanNode['kind'], 'childDag' | 'pending'> | 'runDag' | 'triggerDag';

/** The word an author wrote for this node. */
export function wordOf(node: PlanNode): Word {
  switch (node.kind) {
    case 'childDag':
      return node.wait ? 'runDag' : 'triggerDag';
    case 'pending':
      return node.word;
    default:
      return node.kind;
  }
}
