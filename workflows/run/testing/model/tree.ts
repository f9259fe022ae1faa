import { isStartedNode } from '../../../../dsl/plan/node-regions.ts';
import type { CompiledPlan } from '../../../../dsl/plan/plan.ts';
import { outwards, placesIn, rootOf, spotsOf, type Place, type Spot } from './place.ts';

/**
 * Everything a run could have, whatever it has come to: all cases, all parts of resources, and as
 * many items and iterations as any instance has. Selections are by graph, so they are made here.
 */
export interface Tree {
  readonly spots: readonly Spot[];
  /** Paths that there are, with the containers around them. */
  readonly there: ReadonlySet<string>;
  readonly inside: ReadonlyMap<string, readonly Place[]>;
}

export function treeOf(plan: CompiledPlan, paths: ReadonlySet<string>): Tree {
  const count = 1 + Math.max(0, ...[...paths].flatMap(indexesIn));
  const inside = new Map<string, readonly Place[]>();
  const grow = (place: Place): readonly Spot[] =>
    spotsOf(place).flatMap((spot) => {
      const places = placesIn(spot, count);
      inside.set(spot.path, places);
      return [spot, ...places.flatMap(grow)];
    });
  const spots = grow(rootOf(plan));
  const there = spots.filter(({ path }) => paths.has(path)).flatMap(withAround);
  return { spots, there: new Set(there), inside };
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

function withAround({ path, place }: Spot): readonly string[] {
  return [path, ...outwards(place).flatMap(({ around }) => around?.path ?? [])];
}

function indexesIn(path: string): readonly number[] {
  return [...path.matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]));
}
