import { regionsOfNode, type NodeRegion } from '../../../../dsl/plan/node-regions.ts';
import type { CompiledPlan, PlanNode, Region } from '../../../../dsl/plan/plan.ts';
import { instancePath, type MapScope } from '../../instance-path.ts';
import { oncePer } from './once-per.ts';

/** A region at one place of the run: the whole dag, one item, one case, one iteration. */
export interface Place {
  readonly region: Region;
  readonly role: NodeRegion['role'] | 'root';
  /** The case of a branch. */
  readonly key: string;
  /** Item of a map, iteration of a loop. */
  readonly index: number;
  readonly around?: Spot;
}

/** A node at one place of the run. */
export interface Spot {
  readonly place: Place;
  readonly node: PlanNode;
  readonly path: string;
}

export const rootOf = oncePer((plan: CompiledPlan): Place => ({
  region: plan.root,
  role: 'root',
  key: '',
  index: 0,
}));

export const spotsOf = oncePer((place: Place): readonly Spot[] => {
  const scopes = counted(place).flatMap(({ around }) => scopeOf(around?.node));
  const indexes = indexesOf(place);
  return place.region.nodes.map((node) => ({
    place,
    node,
    path: instancePath(node.id, scopes, indexes),
  }));
});

/** The places inside a node: one for each region, or `count` times the only one. */
export function placesIn(around: Spot, count: number): readonly Place[] {
  const regions = regionsOfNode(around.node);
  const known = knownPlacesIn(around);
  const [only] = regions;
  const isList = only !== undefined && (only.role === 'item' || only.role === 'iteration');
  for (let at = known.length; at < (isList ? count : regions.length); at += 1) {
    const region = isList ? only : regions[at];
    if (region !== undefined) known.push({ ...region, index: isList ? at : 0, around });
  }
  return isList ? known.slice(0, count) : known;
}

/** A place is a matter of the plan alone, so the same objects serve again and again. */
const knownPlacesIn = oncePer((_: Spot): Place[] => []);

/** The nearest node of that id, as seen from a place. */
export function spotSeenFrom(place: Place, id: string): Spot {
  for (const at of outwards(place)) {
    const spot = spotsOf(at).find(({ node }) => node.id === id);
    if (spot !== undefined) return spot;
  }
  throw new Error(`"${id}" is not around here`);
}

/** The place itself and all around it, outwards. */
export const outwards = oncePer((place: Place): readonly Place[] =>
  place.around === undefined ? [place] : [place, ...outwards(place.around.place)],
);

/** The indexes of the maps and loops around, outermost first. */
export function indexesOf(place: Place): readonly number[] {
  return counted(place).map(({ index }) => index);
}

function counted(place: Place): readonly Place[] {
  return outwards(place)
    .filter(({ role }) => role === 'item' || role === 'iteration')
    .reverse();
}

function scopeOf(node: PlanNode | undefined): readonly MapScope[] {
  return node?.kind === 'map' || node?.kind === 'repeat'
    ? [{ id: node.id, named: node.named }]
    : [];
}
