import type { TaskNodeDraft } from '../scope/draft.ts';
import { recordFault } from '../scope/slot.ts';

/**
 * A local task runs in the engine's own worker, so nothing may say that it runs elsewhere; and only
 * a task may be local, since a sensor has to be kept by the server between its pokes.
 */
export function refuseElsewhere(node: TaskNodeDraft): void {
  const { queue, resources, isolation, local } = node.options;
  if (local !== true) return;
  const other =
    queue !== 'cpu'
      ? `its queue is "${queue}"`
      : resources !== undefined
        ? 'it asks for resources'
        : isolation === 'process'
          ? 'it runs in a process of its own'
          : undefined;
  if (other !== undefined) refuseLocal(node, other);
}

/** Says why this node cannot be local. */
export function refuseLocal(
  { id, region, trace }: Pick<TaskNodeDraft, 'id' | 'region' | 'trace'>,
  other: string,
): void {
  recordFault(region.dag, {
    code: 'DAG049',
    place: `${id}.local`,
    problem: `The task "${id}" is local, and ${other}.`,
    expected: 'A local task runs in the engine worker itself.',
    hint: 'Leave `local` out, or what contradicts it; look at the defaults of the dag and its groups too.',
    trace,
  });
}
