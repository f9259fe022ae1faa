import { isStartedNode } from '../../../../dsl/plan/node-regions.ts';
import type { CompiledPlan } from '../../../../dsl/plan/plan.ts';
import { placesIn, rootOf, spotsOf, type Place, type Spot } from './place.ts';

/**
 * Everything a run could have, whatever it has come to: all cases, all parts of resources, and as
 * many items as any map has. Selections are by graph, so they are made here. Only iterations are
 * those that there are: each hangs on the one before, and there may be no such one.
 */
export interface Tree {
  readonly spots: readonly Spot[];
  readonly inside: ReadonlyMap<string, readonly Place[]>;
}

export function treeOf(plan: CompiledPlan, paths: ReadonlySet<string>): Tree {
  const count = 1 + Math.max(0, ...[...paths].flatMap(indexesIn));
  const inside = new Map<string, readonly Place[]>();
  const grow = (place: Place): readonly Spot[] =>
    spotsOf(place).flatMap((spot) => {
      const all = placesIn(spot, count).map((each) => ({ place: each, spots: grow(each) }));
      const last = all.findLastIndex(({ spots }) => spots.some(({ path }) => paths.has(path)));
      const grown = spot.node.kind === 'repeat' ? all.slice(0, Math.max(1, last + 1)) : all;
      inside.set(
        spot.path,
        grown.map((each) => each.place),
      );
      return [spot, ...grown.flatMap(({ spots }) => spots)];
    });
  return { spots: grow(rootOf(plan)), inside };
}

export function startedIn(tree: Tree, place: Place): readonly Spot[] {
  return spotsIn(tree, place).filter(({ node }) => isStartedNode(node));
}

export function spotsIn(tree: Tree, place: Place): readonly Spot[] {
  return spotsOf(place).flatMap((spot) => [
    spot,
    ...(tree.inside.get(spot.path) ?? []).flatMap((inner) => spotsIn(tree, inner)),
  ]);
}

function indexesIn(path: string): readonly number[] {
  return [...path.matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]));
}
