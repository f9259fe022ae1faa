import type { PlanNode, Region, StartedNode } from './plan.ts';

/** A region inside a node, with the part it plays there. */
export interface NodeRegion {
  readonly role: 'item' | 'case' | 'iteration' | 'setup' | 'body' | 'teardown';
  /** The case of a branch; empty otherwise. */
  readonly key: string;
  readonly region: Region;
}

/** The regions a node holds, in the order they are entered. */
export function regionsOfNode(node: PlanNode): readonly NodeRegion[] {
  switch (node.kind) {
    case 'map':
      return [{ role: 'item', key: '', region: node.body }];
    case 'branch':
      return node.cases.map(({ key, region }) => ({ role: 'case', key, region }));
    case 'repeat':
      return [{ role: 'iteration', key: '', region: node.body }];
    case 'withResource':
      return (['setup', 'body', 'teardown'] as const).map((role) => ({
        role,
        key: '',
        region: node[role],
      }));
    default:
      return [];
  }
}

/** Every node of a region and of the regions inside it; a container before what it holds. */
export function* nodesInside(region: Region): Generator<PlanNode, undefined> {
  for (const node of region.nodes) {
    yield node;
    for (const inner of regionsOfNode(node)) yield* nodesInside(inner.region);
  }
  return undefined;
}

/** True for the nodes that a driver starts: each of their instances reports once. */
export function isStartedNode(node: PlanNode): node is StartedNode {
  switch (node.kind) {
    case 'task':
    case 'sensor':
    case 'childDag':
    case 'waitUntil':
    case 'waitForEvent':
    case 'approval':
      return true;
    default:
      return false;
  }
}
