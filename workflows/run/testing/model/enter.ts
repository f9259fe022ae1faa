import { isList } from '../../expression/step-into.ts';
import type { Loose } from '../../expression/loose.ts';
import type { FinalState } from '../../state.ts';
import type { BranchNode } from '../../../../dsl/plan/plan.ts';
import { turnOff } from './turn-off.ts';
import { placesIn, type Spot } from './place.ts';
import type { Unfolding } from './unfolding.ts';
import { valueOf } from './value-of.ts';

/** Enters a map, branch, loop or resource, or decides a short-circuit. */
export function enter(run: Unfolding, spot: Spot): void {
  const { node, place, path } = spot;
  switch (node.kind) {
    case 'map': {
      const items = valueOf(run, node.items, place);
      if (!isList(items)) throw new Error('not a list');
      run.facts.set(path, items);
      run.inside.set(path, []);
      run.states.set(path, items.length === 0 ? 'skipped' : 'running');
      return;
    }
    case 'branch': {
      const chosen = chosenOf(node, valueOf(run, node.on, place));
      openCases(run, spot, (key) => (chosen.includes(key) ? undefined : 'skipped'));
      run.states.set(path, 'running');
      return;
    }
    case 'shortCircuit': {
      const passes = valueOf(run, node.condition, place);
      if (typeof passes !== 'boolean') throw new Error('not a condition');
      run.facts.set(path, passes);
      if (!passes) turnOff(run, spot, node.ignoreDownstreamTriggerRules);
      run.states.set(path, 'success');
      return;
    }
    case 'repeat':
      openIteration(run, spot, valueOf(run, node.initial, place));
      run.states.set(path, 'running');
      return;
    case 'withResource':
      run.inside.set(path, placesIn(spot, 0).slice(0, 1));
      run.states.set(path, 'running');
      return;
    default:
      throw new Error(`not modelled: ${node.kind}`);
  }
}

/** Ends a container that was never entered, and what is in the regions it always has. */
export function endUnrun(run: Unfolding, spot: Spot, state: FinalState): void {
  const inner = state === 'skipped' ? 'skipped' : 'upstream_failed';
  if (spot.node.kind === 'branch' || spot.node.kind === 'withResource') {
    openCases(run, spot, () => inner);
  }
  run.states.set(spot.path, state);
}

export function openIteration(run: Unfolding, loop: Spot, state: Loose): void {
  const earlier = run.inside.get(loop.path) ?? [];
  const next = placesIn(loop, earlier.length + 1).slice(-1);
  for (const iteration of next) run.begins.set(iteration, state);
  run.inside.set(loop.path, [...earlier, ...next]);
}

function openCases(
  run: Unfolding,
  spot: Spot,
  barOf: (key: string) => FinalState | undefined,
): void {
  const places = placesIn(spot, 0);
  for (const place of places) {
    const bar = barOf(place.key);
    if (bar !== undefined) run.bars.set(place, bar);
  }
  run.inside.set(spot.path, [...places]);
}

function chosenOf(node: BranchNode, value: Loose): readonly string[] {
  if (node.many && !isList(value)) throw new Error('not a list of cases');
  const keys = node.many && isList(value) ? value : [value];
  return keys.map((key) => {
    const name = typeof key === 'boolean' ? String(key) : key;
    const found = node.cases.find((each) => each.key === name);
    if (found === undefined) throw new Error('unknown case');
    return found.key;
  });
}
