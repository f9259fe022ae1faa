import { enqueueAll } from './enqueue.ts';
import { openFrame } from './frame.ts';
import { insideOf } from './inside.ts';
import type { Ending, Frame, Instance } from './instance.ts';
import type { StaticRegion } from './plan/static-plan.ts';
import type { RunBook } from './run-book.ts';

/** Opens all regions of a branch or resource at once; those that are barred to end unrun. */
export function openRegions(
  book: RunBook,
  container: Instance,
  barredBy: (region: StaticRegion) => Ending | undefined,
): void {
  const { inner } = container.node;
  const frames: Frame[] = [];
  container.inside = insideOf(frames, inner.length);
  inner.forEach((region, index) => openRegion(book, container, index, barredBy(region)));
}

/** Opens the next region of a container. */
export function openRegion(
  book: RunBook,
  owner: Instance,
  index: number,
  barred: Ending | undefined,
): Frame | undefined {
  const region = owner.node.inner[index];
  if (region === undefined) return undefined;
  const { mapIndex } = owner.frame;
  const frame = openFrame(book.counts, region, { owner, index, mapIndex, barred });
  owner.inside?.frames.push(frame);
  enqueueAll(frame);
  return frame;
}
