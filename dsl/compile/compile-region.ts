import type { Fact, PlanNode, Region, ResourceNode } from '../plan/plan.ts';
import type { NodeDraft, RegionDraft, ResourceNodeDraft } from '../scope/draft.ts';
import type { TaskDefinition } from '../task/task-definition.ts';
import { compileExpression } from './compile-expression.ts';
import { compileStarted } from './compile-started.ts';

/** What compiling a node needs to know about the whole dag. */
export interface Compiling {
  /** Nodes of each region in topological order. */
  readonly orders: ReadonlyMap<RegionDraft, readonly NodeDraft[]>;
  readonly definitions: ReadonlyMap<TaskDefinition, number>;
  readonly facts: ReadonlyMap<NodeDraft, readonly Fact[]>;
}

export function compileRegion(region: RegionDraft, compiling: Compiling): Region {
  const nodes = compiling.orders.get(region) ?? region.nodes;
  return {
    nodes: nodes.map((node) => compileNode(node, compiling)),
    result: compileExpression(region.result),
  };
}

function compileNode(node: NodeDraft, compiling: Compiling): PlanNode {
  const base = {
    id: node.id,
    upstream: [...node.upstream].map(({ id }) => id),
    ...(node.group !== undefined && { group: node.group.id }),
    ...(node.doc !== undefined && { doc: node.doc }),
    facts: compiling.facts.get(node) ?? [],
  };
  switch (node.kind) {
    case 'task':
    case 'sensor':
    case 'childDag':
    case 'waitUntil':
    case 'waitForEvent':
    case 'approval':
      return { ...base, ...compileStarted(node, compiling.definitions) };
    case 'map':
      return {
        ...base,
        kind: 'map',
        items: compileExpression(node.items),
        body: compileRegion(node.body, compiling),
        ...(node.maxParallel !== undefined && { maxParallel: node.maxParallel }),
        named: node.named,
      };
    case 'branch':
      return {
        ...base,
        kind: 'branch',
        on: compileExpression(node.on),
        cases: node.cases.map(({ key, region }) => ({
          key,
          region: compileRegion(region, compiling),
        })),
        many: node.many,
      };
    case 'shortCircuit':
      return {
        ...base,
        kind: 'shortCircuit',
        condition: compileExpression(node.condition),
        ignoreDownstreamTriggerRules: node.ignoreDownstreamTriggerRules,
      };
    case 'repeat':
      return {
        ...base,
        kind: 'repeat',
        initial: compileExpression(node.initial),
        body: compileRegion(node.body, compiling),
        until: compileExpression(node.until),
        maxIterations: node.maxIterations,
        atCap: node.atCap,
        named: node.named,
      };
    case 'withResource':
      return { ...base, ...compileResource(node, compiling) };
  }
}

function compileResource(
  node: ResourceNodeDraft,
  compiling: Compiling,
): Omit<ResourceNode, 'id' | 'upstream' | 'group' | 'doc' | 'facts'> {
  return {
    kind: 'withResource',
    setup: compileRegion(node.setup, compiling),
    body: compileRegion(node.body, compiling),
    teardown: compileRegion(node.teardown, compiling),
    teardownWhen: node.teardownWhen,
    failRunOnTeardownFailure: node.failRunOnTeardownFailure,
  };
}
