import type { PlanNode } from '../../../../dsl/plan/plan.ts';
import { TRIGGER_RULES } from '../../../../dsl/plan/trigger-rule.ts';
import { TASK_OPTIONS } from '../task-options.ts';
import { drawInput, type NodeBase } from './draw-value.ts';
import type { Drawing, NodeRecipe } from './node-recipe.ts';

/** A task, or now and then another node that a driver starts. */
export function drawStarted(recipe: NodeRecipe, base: NodeBase, drawing: Drawing): PlanNode {
  const triggerRule = TRIGGER_RULES[recipe.size] ?? 'all_success';
  const common = { ...base, input: drawInput(base.upstream, drawing), triggerRule };
  const work = { definition: 0, options: TASK_OPTIONS, outlets: [] };
  switch (drawing.features.includes('started kinds') ? recipe.how % 17 : 0) {
    case 1:
      return { ...common, ...work, kind: 'sensor', poke: POKE };
    case 2:
      return {
        ...common,
        kind: 'childDag',
        dagId: 'child',
        wait: true,
        cancel: 'with_parent',
        options: TASK_OPTIONS,
      };
    case 3:
      return { ...common, kind: 'waitUntil' };
    case 4:
      return { ...common, kind: 'waitForEvent', source: 's', sourceKind: 'event', softFail: false };
    case 5:
      return {
        ...common,
        kind: 'approval',
        form: {},
        assignees: [],
        approvers: 1,
        onTimeout: 'fail',
      };
    default:
      return { ...common, ...work, kind: 'task' };
  }
}

const POKE = {
  intervalMs: 1_000,
  exponential: false,
  maxIntervalMs: 1_000,
  timeoutMs: 1_000,
  softFail: false,
};
