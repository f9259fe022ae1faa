import { traceCaller } from '../fault/trace.ts';
import { addEdge, edgeEnds } from '../scope/edge.ts';
import { enterWord } from '../scope/enter-word.ts';
import type { After } from '../task/task-options.ts';

/**
 * Orders without data: each before the next.
 *
 * @example
 * ```ts
 * const told = notify({ text: 'Trained.' });
 * const deployed = deploy({ model });
 * chain(model, [told, deployed]);
 * ```
 */
export function chain(...links: readonly After[]): void {
  const trace = traceCaller(chain);
  const frame = enterWord('chain', trace);
  if (frame === undefined) return;
  const ends = links
    .map((link) => edgeEnds(link, frame, 'chain', trace))
    .filter((list) => list.length > 0);
  ends.slice(1).forEach((later, index) => {
    for (const to of later) for (const from of ends[index] ?? []) addEdge(from, to, trace);
  });
}
