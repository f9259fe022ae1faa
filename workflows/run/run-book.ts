import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { PlanNode } from '../../dsl/plan/plan.ts';
import type { RunCommand, Transition } from './command.ts';
import type { Frame, Instance } from './instance.ts';
import { instancePath, type InstancePath } from './instance-path.ts';
import type { Kept } from './kept.ts';
import type { StaticNode, StaticPlan } from './plan/static-plan.ts';
import type { Heap } from './heap.ts';
import type { Focus, ShardBook } from './shards/shard.ts';
import { takesASlot, type TaskState } from './state.ts';

/** Everything a run knows: what the functions of this folder read and change. */
export interface RunBook {
  readonly plan: StaticPlan;
  /** Made anew by every clear and mark. */
  root: Frame;
  /** The run's facts, as the JSON a body reads. */
  readonly run: JsonObject;
  readonly params: JsonObject;
  readonly events: { readonly [key: string]: Json };
  /** What is kept of instances that have not been looked at yet. */
  readonly kept: Map<InstancePath, Kept>;
  /** Started instances whose end has not been told, in the order they started. */
  readonly inFlight: Map<InstancePath, Instance>;
  /** Stopped executions whose report is still to come and will not count, and the slots they take. */
  readonly dropped: Map<InstancePath, number>;
  /** Instances that run again once their dropped execution has reported. */
  readonly restarting: Map<InstancePath, Instance>;
  /** What was cleared: those that the run does not reach again are `removed` at its end (G3). */
  readonly cleared: Set<InstancePath>;
  /** Started instances by state. */
  readonly counts: Map<TaskState, number>;
  started: boolean;
  /** `finish` was given, and nothing has opened the run again. */
  finished: boolean;
  /** Why nothing more starts, but for teardowns: a cancel, or the first failure of a `failFast` dag. */
  stopped: StoppedRun | undefined;
  paused: boolean;
  /** Ready instances that may not start yet: those that need a slot, and all others. */
  readonly ready: { readonly slots: Heap<Instance>; readonly free: Heap<Instance> };
  /** Started instances that take one of the run's `maxActiveTasks`. */
  active: number;
  /** True once any short-circuit has turned something off, so that others need not look. */
  anyTurnedOff: boolean;
  /** Set where maps are cut. */
  readonly shards: ShardBook | undefined;
  /** Maps of which something inside is kept, by path: those are not cut for want of room. */
  readonly keptInside: Set<InstancePath>;
  /** Containers in which something had begun before the run was folded again (J4). */
  readonly begunInside: Set<InstancePath>;
  /** Maps that shards run, by path. */
  readonly cutMaps: Set<InstancePath>;
  /** Kept ones in flight that were told to stop because the run no longer reaches them. */
  readonly stoppedUnreached: Set<InstancePath>;
  /** Set in a shard: the part of the map it runs. */
  focus: (Focus & { readonly map: Instance }) | undefined;
  /** Set while a clear or mark is taken in: how the containers stood, and what was told before. */
  rebuilt:
    { readonly told: number; readonly before: ReadonlyMap<InstancePath, Instance> } | undefined;
  /** What the current `apply` will return. */
  readonly pending: Pending;
}

export interface StoppedRun {
  readonly by: 'cancel' | 'failFast';
  readonly reason: string;
}

export interface Pending {
  readonly schedules: Scheduled[];
  /** By path; one that reports meanwhile needs no stop any more. */
  readonly stops: Map<InstancePath, Stop>;
  readonly transitions: Transition[];
  readonly tells: Extract<RunCommand, { type: 'tellShard' | 'passVerb' }>[];
}

/** Where in the order of commands something stands. */
export interface Placed {
  readonly node: StaticNode;
  readonly mapIndex: readonly number[];
}

export interface Scheduled extends Placed {
  readonly command: Extract<RunCommand, { type: 'schedule' | 'startShard' }>;
}

export interface Stop extends Placed {
  readonly path: InstancePath;
  readonly reason: string;
}

export function pathOf(instance: Instance): InstancePath {
  instance.path ??= instancePath(instance.node.id, instance.node.maps, instance.frame.mapIndex);
  return instance.path;
}

/** A state that changes: counts and transitions follow. */
export function moveTo(book: RunBook, instance: Instance, state: TaskState, reason?: string): void {
  setState(book, instance, state, reason);
  book.pending.transitions.push(transitionOf(instance));
}

/** The one place where a state changes; nobody outside is told. */
export function setState(
  book: RunBook,
  instance: Instance,
  state: TaskState,
  reason?: string,
): void {
  if (instance.node.started) {
    const { kind } = instance.node.plan;
    book.counts.set(instance.state, (book.counts.get(instance.state) ?? 0) - 1);
    book.counts.set(state, (book.counts.get(state) ?? 0) + 1);
    if (!instance.held) book.active += slotsOf(kind, state) - slotsOf(kind, instance.state);
  }
  instance.state = state;
  instance.reason = reason;
}

/** How many of the run's `maxActiveTasks` an instance takes: waits for time and people take none. */
export function slotsOf(kind: PlanNode['kind'], state: TaskState): number {
  return needsSlot(kind) && takesASlot(state) ? 1 : 0;
}

export function needsSlot(kind: PlanNode['kind']): boolean {
  return kind === 'task' || kind === 'sensor' || kind === 'childDag';
}

/** How an instance stands, as the outside is told. */
export function transitionOf(instance: Instance): Transition {
  const { node, frame, state, reason } = instance;
  return {
    path: pathOf(instance),
    taskId: node.id,
    mapIndex: frame.mapIndex,
    state,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** A started instance is told to stop, and has failed whatever it reports. */
export function stop(book: RunBook, instance: Instance, reason: string): void {
  const path = pathOf(instance);
  const { node } = instance;
  instance.stopped = reason;
  book.pending.stops.set(path, { path, node, mapIndex: instance.frame.mapIndex, reason });
}
