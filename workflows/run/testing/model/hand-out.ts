import type { Loose } from '../../expression/loose.ts';
import { planOrder } from '../plan-order.ts';
import { indexesOf, type Spot } from './place.ts';
import { startedSpots, type Unfolding } from './unfolding.ts';

/**
 * Hands an instance to the driver at once if nothing holds it back. What a pause or the limit on
 * active tasks holds back may still be skipped, and waits for `handOutHeld`.
 */
export function handOutOrHold(run: Unfolding, spot: Spot, input: Loose): void {
  if (isPaused(run) || isLimited(run, spot)) {
    run.held.set(spot.path, input);
    run.states.set(spot.path, 'scheduled');
  } else handOut(run, spot, input);
}

/** Hands out the first that is held and may start; false when there is none. */
export function handOutHeld(run: Unfolding): boolean {
  if (isPaused(run)) return false;
  const { maxActiveTasks = Number.POSITIVE_INFINITY } = run.plan.settings;
  const used = [...run.memory.open.keys()].filter((path) => usesSlot(run, path)).length;
  const [next] = startedSpots(run)
    .filter(({ path }) => run.held.has(path))
    .filter((spot) => !isLimited(run, spot) || used < maxActiveTasks)
    .sort((left, right) => compare(placeInOrder(run, left), placeInOrder(run, right)));
  if (next === undefined) return false;
  handOut(run, next, run.held.get(next.path));
  return true;
}

function handOut(run: Unfolding, { path, node }: Spot, input: Loose): void {
  run.memory.open.set(path, {
    kind: node.kind,
    state: 'scheduled',
    stopped: false,
    dropped: false,
  });
  run.memory.handedOut.push({ path, input });
  run.states.set(path, 'scheduled');
}

/** A pause holds back nothing of a run that is to stop: only teardowns are left. */
function isPaused({ memory }: Unfolding): boolean {
  return memory.paused && !memory.cancelled;
}

function isLimited(run: Unfolding, { node }: Spot): boolean {
  return run.plan.settings.maxActiveTasks !== undefined && WORKS.has(node.kind);
}

/** Waits for time, events and people use no worker; what was told to stop does until it has. */
function usesSlot(run: Unfolding, path: string): boolean {
  const open = run.memory.open.get(path);
  return open !== undefined && WORKS.has(open.kind) && (open.dropped || !WAITS.has(open.state));
}

const WORKS: ReadonlySet<string> = new Set(['task', 'sensor', 'childDag']);
const WAITS: ReadonlySet<string> = new Set(['up_for_reschedule', 'deferred', 'awaiting_input']);

function placeInOrder(run: Unfolding, { node, place }: Spot): readonly number[] {
  return [planOrder(run.plan).get(node.id) ?? -1, ...indexesOf(place)];
}

function compare(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((value, depth) => value !== right[depth]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
