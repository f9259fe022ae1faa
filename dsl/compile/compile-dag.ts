import type { Trace } from '../fault/trace.ts';
import type { JsonSchema } from '../plan/json.ts';
import {
  PLAN_VERSION,
  type CompiledPlan,
  type DagSettings,
  type PlanSchedule,
  type TaskDefinitionSummary,
} from '../plan/plan.ts';
import type { DagDraft } from '../scope/draft.ts';
import { allNodes, hasBody } from '../runtime/task-bodies.ts';
import type { TaskDefinition } from '../task/task-definition.ts';
import { compileRegion, type Compiling } from './compile-region.ts';
import { findFacts } from './find-facts.ts';
import { drawGroupEdges } from './group-edges.ts';
import { orderRegions } from './order-regions.ts';
import { planHash } from './plan-hash.ts';

/** What surrounds the graph. */
export interface PlanFrame {
  readonly settings: DagSettings;
  readonly schedule: PlanSchedule | undefined;
  readonly params: JsonSchema;
}

/** Compiles an evaluated dag. Faults of the graph are added to the draft's; then there is no plan. */
export function compileDag(
  draft: DagDraft,
  frame: PlanFrame,
  trace: Trace,
): CompiledPlan | undefined {
  if (draft.root.nodes.length === 0 && draft.faults.length === 0) {
    draft.faults.push({
      code: 'DAG006',
      place: '',
      problem: `The dag "${draft.id}" has no task.`,
      expected: 'A dag has at least one.',
      hint: 'Call a task in its body.',
      trace,
    });
  }
  drawGroupEdges(draft);
  const orders = orderRegions(draft);
  if (draft.faults.length > 0) return undefined;
  const definitions = numberDefinitions(draft);
  const compiling: Compiling = { orders, definitions, facts: findFacts(draft) };
  const plan = {
    planVersion: PLAN_VERSION,
    id: draft.id,
    params: frame.params,
    settings: frame.settings,
    ...(frame.schedule !== undefined && { schedule: frame.schedule }),
    root: compileRegion(draft.root, compiling),
    groups: draft.groups.map(({ id, parent, doc }) => ({
      id,
      ...(parent !== undefined && { parent: parent.id }),
      ...(doc !== undefined && { doc }),
    })),
    definitions: [...definitions.keys()].map(summary),
  };
  return { ...plan, hash: planHash(plan) };
}

/** Each definition once, in the order of first use. */
function numberDefinitions(draft: DagDraft): ReadonlyMap<TaskDefinition, number> {
  const numbers = new Map<TaskDefinition, number>();
  for (const node of allNodes(draft.root)) {
    if (hasBody(node) && !numbers.has(node.definition)) {
      numbers.set(node.definition, numbers.size);
    }
  }
  return numbers;
}

function summary({ name, inputSchema, outputSchema }: TaskDefinition): TaskDefinitionSummary {
  return { name, input: inputSchema, output: outputSchema };
}
