import type { BranchNode } from '../../dsl/plan/plan.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';
import { endUnrun } from './end-unrun.ts';
import { enqueue } from './enqueue.ts';
import { bind } from './expression/bind.ts';
import { evaluate } from './expression/bind-call.ts';
import type { Loose } from './expression/loose.ts';
import { describe } from './expression/operand.ts';
import { isList } from './expression/step-into.ts';
import { attempt, failure } from './fail.ts';
import { seenFrom, type Ending, type Frame, type Instance } from './instance.ts';
import { openRegions } from './open-regions.ts';
import { moveTo, type RunBook } from './run-book.ts';
import { scopeOf } from './scope-of.ts';
import { settle } from './settle.ts';
import { addTally, emptyTally, isFinished, summaryState } from './tally.ts';

/**
 * A branch: decides when entered, from a value that is known then.
 *
 * C1 Everything in a case that was not chosen is skipped at once, whatever its rule.
 * C2 The branch ends once the watched instances of its chosen cases have, and whatever those cases
 *    return from outside; any failure makes it `upstream_failed`, else any skip makes it skipped.
 * C3 Downstream it counts as one instance. It has a value only when it succeeded.
 * C4 When it never runs, the instances in its cases end with it: skipped, or upstream_failed.
 */
export function enterBranch(book: RunBook, branch: Instance, node: BranchNode): void {
  const value = attempt(branch, () => evaluate(node.on, scopeOf(book, branch.frame), bind));
  if (!value.ok) {
    endUnrun(book, branch, value.ending);
    return;
  }
  const chosen = chosenKeys(node, value.value);
  if (chosen === undefined) {
    endUnrun(book, branch, unknownCase(node, value.value));
    return;
  }
  moveTo(book, branch, 'running');
  const reason = `"${branch.node.id}" chose ${chosen.join(', ') || 'nothing'}.`;
  openRegions(book, branch, ({ key }) =>
    chosen.includes(key) ? undefined : { state: 'skipped', reason },
  );
  watchOutside(branch);
  enqueue(branch);
}

/** Ends a branch whose chosen cases have come to their end. */
export function continueBranch(book: RunBook, branch: Instance): void {
  const tally = emptyTally();
  for (const frame of chosenFrames(branch)) {
    addTally(tally, frame.tally);
    for (const shown of shownFromOutside(frame)) addTally(tally, shown.given);
  }
  if (isFinished(tally)) settle(book, branch, { state: summaryState(tally) });
}

function unknownCase(node: BranchNode, value: Loose): Ending {
  const cases = node.cases.map(({ key }) => `"${key}"`).join(', ');
  const got = isList(value) ? `[${value.map(describe).join(', ')}]` : describe(value);
  const expected = node.many ? `a list of ${cases}` : `one of ${cases}`;
  return failure(FAILURE_TYPES.unknownCase, `"${node.id}" got ${got}, expected ${expected}.`);
}

/** The keys of the cases to run; `undefined` when the value names none or something else. */
function chosenKeys(node: BranchNode, value: Loose): readonly string[] | undefined {
  const list = node.many ? value : [value];
  if (!isList(list)) return undefined;
  const keys: string[] = [];
  for (const each of list) {
    const key = typeof each === 'boolean' ? String(each) : each;
    if (typeof key !== 'string' || !node.cases.some((known) => known.key === key)) return undefined;
    keys.push(key);
  }
  return keys;
}

function watchOutside(branch: Instance): void {
  for (const frame of chosenFrames(branch)) {
    for (const shown of shownFromOutside(frame)) {
      if (!isFinished(shown.given)) (shown.watchers ??= []).push(branch);
    }
  }
}

function chosenFrames(branch: Instance): Frame[] {
  return branch.inside?.frames.filter(({ barred }) => barred === undefined) ?? [];
}

function shownFromOutside(frame: Frame): Instance[] {
  return frame.region.resultFromOutside.flatMap((node) => seenFrom(frame, node) ?? []);
}
