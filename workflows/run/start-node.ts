import { isStartedNode } from '../../dsl/plan/node-regions.ts';
import type { BoundExpression } from '../protocol/value.ts';
import { bindInput } from './expression/bind-input.ts';
import { attempt } from './fail.ts';
import type { Instance } from './instance.ts';
import { moveTo, needsSlot, pathOf, slotsOf, type RunBook } from './run-book.ts';
import { scopeOf } from './scope-of.ts';
import { settle } from './settle.ts';

/**
 * Hands started instances to the driver, each once.
 *
 * H1 While the run is paused, or `maxActiveTasks` are in flight, a ready instance is held: it shows
 *    as `scheduled`, is looked at again with every change before it, and gets its input when it is
 *    handed out. Of all that are held, the first in the order of commands goes first.
 * H2 A pause holds back nothing of a run that was stopped: what is left of it are teardowns.
 */
export function startNode(book: RunBook, instance: Instance): void {
  const input = inputOf(book, instance);
  if (input === undefined || instance.held) return;
  if (isPaused(book) || isLimited(book, instance)) hold(book, instance);
  else {
    moveTo(book, instance, 'scheduled');
    handOut(book, instance, input);
  }
}

/** Hands out what was held and may start now. */
export function releaseHeld(book: RunBook): void {
  if (isPaused(book)) return;
  const { slots, free } = book.ready;
  while (free.size > 0) release(book, free.pop());
  const limit = mostActive(book) ?? Number.POSITIVE_INFINITY;
  while (slots.size > 0 && book.active < limit) release(book, slots.pop());
}

function release(book: RunBook, instance: Instance | undefined): void {
  // It may have ended unrun meanwhile.
  if (instance?.held !== true) return;
  const input = inputOf(book, instance);
  if (input === undefined) return;
  instance.held = false;
  book.active += slotsOf(instance.node.plan.kind, instance.state);
  handOut(book, instance, input);
}

function hold(book: RunBook, instance: Instance): void {
  instance.held = true;
  moveTo(book, instance, 'scheduled');
  const { slots, free } = book.ready;
  (isLimited(book, instance) ? slots : free).push(instance);
}

function isPaused(book: RunBook): boolean {
  return book.paused && book.stopped === undefined;
}

function isLimited(book: RunBook, { node }: Instance): boolean {
  return mostActive(book) !== undefined && needsSlot(node.plan.kind);
}

/** A shard has its share of the run's. */
function mostActive({ plan, focus }: RunBook): number | undefined {
  return focus?.slots ?? plan.settings.maxActiveTasks;
}

/** The input, or nothing where there is none to be had: then the instance has failed. */
function inputOf(book: RunBook, instance: Instance): BoundExpression | undefined {
  const { plan } = instance.node;
  if (!isStartedNode(plan)) return undefined;
  const input = attempt(instance, () => bindInput(plan.input, scopeOf(book, instance.frame)));
  if (input.ok) return input.value;
  settle(book, instance, input.ending);
  return undefined;
}

function handOut(book: RunBook, instance: Instance, input: BoundExpression): void {
  const { plan } = instance.node;
  if (!isStartedNode(plan)) return;
  const path = pathOf(instance);
  const { mapIndex } = instance.frame;
  book.inFlight.set(path, instance);
  book.pending.schedules.push({
    node: instance.node,
    mapIndex,
    command: { type: 'schedule', path, node: plan, mapIndex, input },
  });
}
