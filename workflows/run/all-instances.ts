import type { Frame, Instance } from './instance.ts';

/** Every instance there is, a container before what is inside it. For what happens rarely. */
export function* allInstances(frame: Frame): Generator<Instance> {
  for (const instance of frame.instances) {
    yield instance;
    for (const inner of instance.inside?.frames ?? []) yield* allInstances(inner);
  }
}
