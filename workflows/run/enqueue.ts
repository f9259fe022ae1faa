import type { Frame, Instance } from './instance.ts';
import type { InnerNode } from './plan/static-plan.ts';

/**
 * Notes that an instance has to be looked at again, and tells the frames around it where to go.
 *
 * Q1 An instance is in its frame's agenda at most once.
 * Q2 Every frame with a non-empty agenda can be reached from the root through agendas.
 */
export function enqueue(instance: Instance): void {
  let current: Instance | undefined = instance;
  while (current !== undefined && !current.queued) {
    current.queued = true;
    const frame: Frame = current.frame;
    frame.agenda.push(current.node.position);
    if (frame.queued) return;
    frame.queued = true;
    frame.owner?.inside?.agenda.push(frame.index);
    current = frame.owner;
  }
}

export function enqueueAll(frame: Frame): void {
  for (const instance of frame.instances) enqueue(instance);
}

/** Visits the instances of an inner node in every frame that is open below the given one. */
export function visitInside(
  frame: Frame,
  inner: InnerNode,
  visit: (instance: Instance) => void,
): void {
  let frames: readonly Frame[] = [frame];
  for (const container of inner.through) {
    frames = frames.flatMap((each) => each.instances[container.position]?.inside?.frames ?? []);
  }
  // Cases that do not lead to the node were walked into as well; their regions give them away.
  for (const each of frames) {
    const instance = each.region === inner.node.region && each.instances[inner.node.position];
    if (instance) visit(instance);
  }
}
