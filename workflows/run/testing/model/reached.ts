import { isStartedNode } from '../../../../dsl/plan/node-regions.ts';
import { spotSeenFrom, spotsOf, type Place, type Spot } from './place.ts';
import { upstreamOf } from './plan-edges.ts';
import type { Tree } from './tree.ts';

type Edge = readonly [from: string, to: string];

/**
 * The started instances that wait for the given ones, or that those wait for.
 *
 * Every instance has a begin and an end. A begin leads to the begins inside it, an end inside to
 * the end around it, an end to the begin of whoever names it as upstream; the setup of a resource
 * leads to its body and that to its teardown, and an iteration to the next. Nothing around a
 * resource hangs on its teardown.
 */
export function reached(
  tree: Tree,
  from: readonly Spot[],
  way: 'upstream' | 'downstream',
): readonly string[] {
  const edges = edgesOf(tree);
  const seen = new Set(from.map((spot) => (way === 'downstream' ? end(spot) : begin(spot))));
  for (let before = -1; before < seen.size;) {
    before = seen.size;
    for (const [left, right] of edges) {
      if (way === 'downstream' && seen.has(left)) seen.add(right);
      if (way === 'upstream' && seen.has(right)) seen.add(left);
    }
  }
  return tree.spots
    .filter(({ node }) => isStartedNode(node))
    .filter((spot) => seen.has(way === 'downstream' ? begin(spot) : end(spot)))
    .map(({ path }) => path);
}

function edgesOf(tree: Tree): readonly Edge[] {
  return tree.spots.flatMap((spot) => {
    const places = tree.inside.get(spot.path) ?? [];
    return [
      [begin(spot), end(spot)] as const,
      ...upstreamOf(spot.node).map(
        (id) => [end(spotSeenFrom(spot.place, id)), begin(spot)] as const,
      ),
      ...places.flatMap((place, index) => [
        ...spotsOf(place).flatMap((inner): Edge[] => [
          [begin(spot), begin(inner)],
          ...(place.role === 'teardown' ? [] : [[end(inner), end(spot)] as const]),
        ]),
        ...places.slice(0, index).flatMap((before) => oneAfterAnother(before, place)),
      ]),
    ];
  });
}

function oneAfterAnother(before: Place, place: Place): readonly Edge[] {
  if (place.role === 'item' || place.role === 'case') return [];
  return spotsOf(before).flatMap((left) =>
    spotsOf(place).map((right) => [end(left), begin(right)] as const),
  );
}

const begin = (spot: Spot): string => `${spot.path} begins`;
const end = (spot: Spot): string => `${spot.path} ends`;
