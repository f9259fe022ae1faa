import type { Loose } from '../../expression/loose.ts';
import type { FinalState, TaskState } from '../../state.ts';
import { isStartedNode } from '../../../../dsl/plan/node-regions.ts';
import type { CompiledPlan, PlanNode } from '../../../../dsl/plan/plan.ts';
import { isEnd, one, sum, unknown, type Count } from './count.ts';
import type { Memory } from './memory.ts';
import { outwards, rootOf, spotsOf, type Place, type Spot } from './place.ts';
import { watchedOf } from './plan-edges.ts';

/** What a run looks like at one moment, worked out from its memory and thrown away afterwards. */
export interface Unfolding {
  readonly plan: CompiledPlan;
  readonly memory: Memory;
  readonly root: Place;
  readonly states: Map<string, TaskState>;
  /** Inputs of what could start but for a pause or the limit on active tasks. */
  readonly held: Map<string, Loose>;
  /** The places inside maps, branches, loops and resources that were entered, by path. */
  readonly inside: Map<string, Place[]>;
  /** Places in which nothing starts, with the state of all that would. */
  readonly bars: Map<Place, FinalState>;
  /** What a loop's iteration begins with. */
  readonly begins: Map<Place, Loose>;
  /** A map's list, whether a short-circuit lets pass, a loop's newest state. */
  readonly facts: Map<string, Loose>;
  /** Ids that short-circuits turned off, by the place they did it from. */
  readonly off: Map<Place, ReadonlySet<string>>;
}

export function blank(plan: CompiledPlan, memory: Memory): Unfolding {
  return {
    plan,
    memory,
    root: rootOf(plan),
    states: new Map(),
    held: new Map(),
    inside: new Map(),
    bars: new Map(),
    begins: new Map(),
    facts: new Map(),
    off: new Map(),
  };
}

export function insideOf(run: Unfolding, spot: Spot): readonly Place[] {
  return run.inside.get(spot.path) ?? [];
}

/** All that exists, a container before what is inside it. */
export function allSpots(run: Unfolding, place = run.root): readonly Spot[] {
  return spotsOf(place).flatMap((spot) => [
    spot,
    ...insideOf(run, spot).flatMap((inner) => allSpots(run, inner)),
  ]);
}

export function startedSpots(run: Unfolding, place = run.root): readonly Spot[] {
  return allSpots(run, place).filter(({ node }) => isStartedNode(node));
}

/** True once nothing in a place is left to end. */
export function ended(run: Unfolding, place: Place): boolean {
  return spotsOf(place).every((spot) => {
    const state = run.states.get(spot.path);
    return (
      state !== undefined && isEnd(state) && insideOf(run, spot).every((inner) => ended(run, inner))
    );
  });
}

/** What a node counts for those behind it: a map as its items' leaves, all else as one. */
export function countOf(run: Unfolding, spot: Spot): Count {
  const items = run.facts.get(spot.path);
  if (spot.node.kind === 'map' && Array.isArray(items) && items.length > 0) {
    const leaves = watchedOf(spot.node.body, 'item').length;
    const entered = insideOf(run, spot);
    const later = unknown(leaves * (items.length - entered.length));
    if (leaves > 0) return sum([...entered.map((item) => outcomeOf(run, item)), later]);
  }
  return one(run.states.get(spot.path));
}

/** How the nodes stand on which a place's outcome hangs. */
export function outcomeOf(run: Unfolding, place: Place): Count {
  const watched = watchedOf(place.region, place.role);
  return sum(
    spotsOf(place)
      .filter(({ node }) => watched.includes(node))
      .map((spot) => countOf(run, spot)),
  );
}

/** Teardowns of what was set up run whatever happens to the run. */
export function isTeardown(run: Unfolding, place: Place): boolean {
  return outwards(place).some((at) => at.role === 'teardown' && !run.bars.has(at));
}

export function isOff(run: Unfolding, place: Place, node: PlanNode): boolean {
  return outwards(place).some((at) => run.off.get(at)?.has(node.id) === true);
}

/** An instance ends, for as long as nobody clears it. */
export function remember(run: Unfolding, path: string, state: FinalState): void {
  run.memory.ends.set(path, { state });
  if (state === 'failed') failFast(run);
}

/** Something failed: that may be the end of the run. */
export function failFast(run: Unfolding): void {
  if (run.plan.settings.failFast) run.memory.cancelled = true;
}
