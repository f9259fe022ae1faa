import { regionsOfNode } from '../../dsl/plan/node-regions.ts';
import type { MapNode, Region } from '../../dsl/plan/plan.ts';
import type { MapScope } from '../../workflows/run/index.ts';

/** A map of a plan and the maps and loops around it, outermost first. */
export interface MapInPlan {
  readonly node: MapNode;
  readonly maps: readonly MapScope[];
}

export function mapInPlan(
  region: Region,
  id: string,
  around: readonly MapScope[] = [],
): MapInPlan | undefined {
  for (const node of region.nodes) {
    if (node.kind === 'map' && node.id === id) return { node, maps: around };
    const counts = node.kind === 'map' || node.kind === 'repeat';
    const maps = counts ? [...around, { id: node.id, named: node.named }] : around;
    for (const { region: inner } of regionsOfNode(node)) {
      const found = mapInPlan(inner, id, maps);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
