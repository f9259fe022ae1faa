import { seenFrom, type Frame, type Instance } from '../instance.ts';
import { pathOf, type RunBook } from '../run-book.ts';
import { isFinal, type TaskState } from '../state.ts';
import { itemsCount } from '../settle.ts';
import { addTally, emptyTally, finishedCount, isFinished, type Tally } from '../tally.ts';
import { triggerDecision } from '../trigger-decision.ts';

/**
 * Recomputes from scratch what the reducer keeps up to date, and lists every difference with the
 * invariant it breaks. Meant for between two batches.
 */
export function brokenInvariants(book: RunBook): string[] {
  const broken: string[] = [];
  const counts = new Map<TaskState, number>();
  const check = (holds: boolean, rule: string, at: string): void => {
    if (!holds) broken.push(`${rule} ${at}`);
  };
  forEachInstance(book.root, (instance) => {
    checkInstance(book, instance, check);
    if (!instance.node.started) return;
    counts.set(instance.state, (counts.get(instance.state) ?? 0) + 1);
  });
  forEachFrame(book.root, (frame) => checkFrame(frame, check));
  for (const [state, count] of book.counts) {
    check((counts.get(state) ?? 0) === count, `counts ${count}`, state);
  }
  return broken;
}

type Check = (holds: boolean, rule: string, at: string) => void;

function checkInstance(book: RunBook, instance: Instance, check: Check): void {
  const at = pathOf(instance);
  const { node, frame, state } = instance;
  const upstream = emptyTally();
  for (const each of node.upstream) {
    const found = seenFrom(frame, each);
    if (found !== undefined) addTally(upstream, found.given);
    check(each.order < node.order, 'X2', at);
  }
  check(same(upstream, instance.upstream), 'N2', at);
  check(same(givenBy(instance), instance.given), 'N3', at);
  check(finishedCount(instance.given) <= instance.given.total, 'T1', at);
  check(!instance.queued, 'Q1: still queued', at);
  const inFlight = book.inFlight.get(at) === instance;
  const isOut = state !== 'none' && state !== 'restarting' && !isFinal(state);
  const started = node.started && isOut && !instance.held;
  check(inFlight === started, 'in flight', at);
  check(node.upstream.length > 0 || upstream.total === 0, 'R1', at);
  if (isFinished(upstream)) {
    check(triggerDecision(node.rule, upstream) !== 'wait', 'R3', at);
    check(state !== 'none', 'K2: could have been decided', at);
  }
}

function givenBy(instance: Instance): Tally {
  if (instance.node.plan.kind === 'map' && itemsCount(instance)) {
    const watched = instance.node.inner[0]?.watched ?? 0;
    const { count = 0, frames = [] } = instance.inside ?? {};
    const sum = emptyTally(watched * (count - frames.length));
    for (const frame of frames) addTally(sum, frame.tally);
    return sum;
  }
  const one = emptyTally(1);
  if (isFinal(instance.state)) one[instance.state] = 1;
  return one;
}

function checkFrame(frame: Frame, check: Check): void {
  const at = `${frame.owner === undefined ? 'root' : pathOf(frame.owner)}:${frame.index}`;
  let live = 0;
  const tally = emptyTally();
  forEachInstance(frame, ({ state }) => {
    if (!isFinal(state)) live += 1;
  });
  for (const instance of frame.instances)
    if (instance.node.watched) addTally(tally, instance.given);
  check(live === frame.live, 'F1', at);
  check(same(tally, frame.tally), 'F2', at);
  const owner = frame.owner?.node.plan;
  const inside = frame.owner?.inside;
  if (owner?.kind !== 'map' || inside === undefined) return;
  const open = inside.frames.filter((each) => each.live > 0).length;
  check(inside.ended === inside.frames.length - open, 'M3: ended', at);
}

function forEachInstance(frame: Frame, visit: (instance: Instance) => void): void {
  forEachFrame(frame, (each) => each.instances.forEach(visit));
}

function forEachFrame(frame: Frame, visit: (frame: Frame) => void): void {
  visit(frame);
  for (const instance of frame.instances) {
    instance.inside?.frames.forEach((inner) => forEachFrame(inner, visit));
  }
}

function same(left: Tally, right: Tally): boolean {
  return (
    left.success === right.success &&
    left.failed === right.failed &&
    left.skipped === right.skipped &&
    left.upstream_failed === right.upstream_failed &&
    left.total === right.total
  );
}
