import type { ResourceNode } from '../../dsl/plan/plan.ts';
import { enqueue } from './enqueue.ts';
import { insideOf } from './inside.ts';
import type { Ending, Frame, Instance } from './instance.ts';
import { openRegion } from './open-regions.ts';
import { moveTo, type RunBook } from './run-book.ts';
import { settle } from './settle.ts';
import { summaryState } from './tally.ts';

/**
 * A resource: setup, body and teardown, one after another.
 *
 * Z1 Each opens when nothing of the one before is left to end. A setup that did not succeed ends
 *    body and teardown with it.
 * Z2 The teardown runs once the setup has succeeded, whatever became of the body and of the run;
 *    with `teardownWhen: 'failure'` only if the body did not succeed.
 * Z3 Downstream the resource counts as one instance, and as its body: no state of the teardown
 *    matters there. A teardown that may not fail fails the run.
 */
export function enterResource(book: RunBook, resource: Instance): void {
  resource.inside = insideOf([], resource.node.inner.length);
  moveTo(book, resource, 'running');
  openRegion(book, resource, 0, undefined);
  enqueue(resource);
}

export function continueResource(book: RunBook, resource: Instance, node: ResourceNode): void {
  const frames = resource.inside?.frames ?? [];
  const last = frames.at(-1);
  if (last === undefined || last.live > 0) return;
  const [setup, body, teardown] = frames;
  if (body === undefined) openBody(book, resource, setup);
  else if (teardown === undefined) openTeardown(book, resource, node, body);
  else endResource(book, resource, body);
}

function openBody(book: RunBook, resource: Instance, setup: Frame | undefined): void {
  const barred = setup === undefined ? undefined : barredBy(resource, setup);
  openRegion(book, resource, 1, barred);
  if (barred !== undefined) openRegion(book, resource, 2, barred);
  enqueue(resource);
}

function barredBy(resource: Instance, setup: Frame): Ending | undefined {
  const state = summaryState(setup.tally);
  if (state === 'success') return undefined;
  const reason = `The setup of "${resource.node.id}" ${state === 'skipped' ? 'was skipped' : 'failed'}.`;
  return { state, reason };
}

function openTeardown(book: RunBook, resource: Instance, node: ResourceNode, body: Frame): void {
  const needless = node.teardownWhen === 'failure' && summaryState(body.tally) === 'success';
  const barred: Ending = { state: 'skipped', reason: 'The body succeeded.' };
  openRegion(book, resource, 2, needless ? barred : undefined);
  enqueue(resource);
}

function endResource(book: RunBook, resource: Instance, body: Frame): void {
  // A body that never began may be empty, and then nothing in it says so.
  settle(book, resource, body.barred ?? { state: summaryState(body.tally) });
}
