import type { Frame, Instance } from './instance.ts';
import type { RunBook } from './run-book.ts';

/** Every instance there is, a container before what is inside it. For what happens rarely. */
export function* allInstances(frame: Frame): Generator<Instance> {
  for (const instance of frame.instances) {
    yield instance;
    for (const inner of instance.inside?.frames ?? []) yield* allInstances(inner);
  }
}

/** Those that the run is about: all, or in a shard those of its items. */
export function* ownInstances(book: RunBook): Generator<Instance> {
  if (book.focus === undefined) yield* allInstances(book.root);
  for (const frame of book.focus?.map.inside?.frames ?? []) yield* allInstances(frame);
}
