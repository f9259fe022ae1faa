import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { RunCommand, Transition } from './command.ts';
import type { Frame, Instance } from './instance.ts';
import { instancePath, type InstancePath } from './instance-path.ts';
import type { StaticPlan } from './plan/static-plan.ts';
import type { TaskState } from './state.ts';

/** Everything a run knows: what the functions of this folder read and change. */
export interface RunBook {
  readonly plan: StaticPlan;
  readonly root: Frame;
  /** The run's facts, as the JSON a body reads. */
  readonly run: JsonObject;
  readonly params: JsonObject;
  readonly events: { readonly [key: string]: Json };
  /** Started task instances whose end has not been told, in the order they started. */
  readonly inFlight: Map<InstancePath, Instance>;
  /** Task instances by state. */
  readonly counts: Map<TaskState, number>;
  cancelled: string | undefined;
  /** True once any short-circuit has turned something off, so that others need not look. */
  anyTurnedOff: boolean;
  /** What the current `apply` will return. */
  readonly pending: { schedules: Scheduled[]; stops: Instance[]; transitions: Transition[] };
}

export interface Scheduled {
  readonly instance: Instance;
  readonly command: Extract<RunCommand, { type: 'schedule' }>;
}

export function pathOf(instance: Instance): InstancePath {
  instance.path ??= instancePath(instance.node.id, instance.node.maps, instance.frame.mapIndex);
  return instance.path;
}

/** The one place where a state changes: counts and transitions follow. */
export function moveTo(
  book: RunBook,
  instance: Instance,
  state: Exclude<TaskState, 'none'>,
  reason?: string,
): void {
  if (instance.node.plan.kind === 'task') {
    book.counts.set(instance.state, (book.counts.get(instance.state) ?? 0) - 1);
    book.counts.set(state, (book.counts.get(state) ?? 0) + 1);
  }
  instance.state = state;
  instance.reason = reason;
  book.pending.transitions.push({
    path: pathOf(instance),
    taskId: instance.node.id,
    mapIndex: instance.frame.mapIndex,
    state,
    ...(reason === undefined ? {} : { reason }),
  });
}
