import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import {
  planMarkdown,
  planMermaid,
  planTree,
  type TaskTallies,
} from '../../workflows/graph/index.ts';

/** A plan in one of the formats that the API gives out; with the states of a run, if any. */
export function graphText(
  plan: CompiledPlan,
  format: 'mermaid' | 'tree' | 'markdown',
  tallies?: TaskTallies,
): string {
  const options = tallies === undefined ? {} : { tallies };
  switch (format) {
    case 'mermaid':
      return planMermaid(plan, options);
    case 'tree':
      return planTree(plan, options);
    case 'markdown':
      return planMarkdown(plan);
  }
}
