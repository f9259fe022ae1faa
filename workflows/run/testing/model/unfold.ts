import type { CompiledPlan, StartedNode } from '../../../../dsl/plan/plan.ts';
import { isStartedNode } from '../../../../dsl/plan/node-regions.ts';
import type { FinalState } from '../../state.ts';
import { triggerDecision } from '../../trigger-decision.ts';
import { sum } from './count.ts';
import { endUnrun, enter } from './enter.ts';
import { goOn } from './go-on.ts';
import { handOutOrHold } from './hand-out.ts';
import type { Memory } from './memory.ts';
import { outwards, spotSeenFrom, spotsOf, type Place, type Spot } from './place.ts';
import { treeOf } from './tree.ts';
import { upstreamOf } from './plan-edges.ts';
import {
  blank,
  countOf,
  failFast,
  insideOf,
  isOff,
  isTeardown,
  remember,
  type Unfolding,
} from './unfolding.ts';
import { valueOf } from './value-of.ts';

/**
 * Works out a whole run from its memory: from the first node to the last, each after all before it
 * have come to rest, again and again until nothing changes. What is decided on the way for good is
 * put into the memory.
 */
export function unfold(plan: CompiledPlan, memory: Memory): Unfolding {
  const wasCancelled = memory.cancelled;
  const run = blank(plan, memory);
  while (sweep(run, run.root));
  // Something failed on the way and stopped the run: what is only held back has not started.
  return memory.cancelled === wasCancelled ? run : unfold(plan, memory);
}

function sweep(run: Unfolding, place: Place): boolean {
  return spotsOf(place).reduce((changed, spot) => visit(run, spot) || changed, false);
}

function visit(run: Unfolding, spot: Spot): boolean {
  let changed = false;
  for (;;) {
    for (const inner of insideOf(run, spot)) changed = sweep(run, inner) || changed;
    if (!change(run, spot)) return changed;
    changed = true;
  }
}

function change(run: Unfolding, spot: Spot): boolean {
  if (isStartedNode(spot.node)) return changeStarted(run, spot);
  const state = run.states.get(spot.path);
  if (state === undefined) return changeContainer(run, spot);
  return state === 'running' && goOn(run, spot);
}

function changeStarted(run: Unfolding, spot: Spot): boolean {
  const { node, path } = spot;
  if (run.states.has(path) || !isStartedNode(node)) return false;
  const end = run.memory.ends.get(path);
  const open = run.memory.open.get(path);
  if (end !== undefined) run.states.set(path, end.state);
  else if (open !== undefined) run.states.set(path, open.dropped ? 'restarting' : open.state);
  else return changeUnstarted(run, spot, node);
  return true;
}

function changeUnstarted(run: Unfolding, spot: Spot, node: StartedNode): boolean {
  const { path, place } = spot;
  const decision = decide(run, spot);
  if (decision === 'wait') return false;
  if (decision === 'run') {
    try {
      handOutOrHold(run, spot, valueOf(run, node.input, place));
    } catch {
      remember(run, path, 'failed');
    }
  } else remember(run, path, decision);
  return true;
}

function changeContainer(run: Unfolding, spot: Spot): boolean {
  const { decided } = run.memory;
  const decision = decided.get(spot.path) ?? decide(run, spot);
  if (decision === 'wait') return false;
  if (decision !== 'run' && decision !== 'entered') {
    decided.set(spot.path, decision);
    endUnrun(run, spot, decision);
    return true;
  }
  try {
    enter(run, spot);
    decided.set(spot.path, 'entered');
  } catch {
    decided.set(spot.path, 'failed');
    endUnrun(run, spot, 'failed');
    failFast(run);
  }
  return true;
}

function decide(run: Unfolding, spot: Spot): 'wait' | 'run' | FinalState {
  const { node, place } = spot;
  if (run.memory.cancelled && !isTeardown(run, place) && !hasBegun(run, spot)) return 'skipped';
  const bar = run.bars.get(place);
  if (bar !== undefined) return bar;
  if (isOff(run, place, node)) return 'skipped';
  const upstream = upstreamOf(node).map((id) => countOf(run, spotSeenFrom(place, id)));
  const rule = isStartedNode(node) ? node.triggerRule : 'all_success';
  return triggerDecision(rule, sum(upstream));
}

/** What is around something that had begun is entered although the run is to stop. */
function hasBegun(run: Unfolding, spot: Spot): boolean {
  const { begun } = run.memory;
  if (isStartedNode(spot.node) || begun.size === 0) return false;
  return treeOf(run.plan, begun).spots.some(
    ({ path, place }) =>
      begun.has(path) && outwards(place).some(({ around }) => around?.path === spot.path),
  );
}
