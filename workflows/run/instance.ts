import type { Output } from '../protocol/value.ts';
import type { BoundExpression } from '../protocol/value.ts';
import type { Agenda } from './agenda.ts';
import type { InstancePath } from './instance-path.ts';
import type { StaticNode, StaticRegion } from './plan/static-plan.ts';
import type { ShardPart } from './shards/shard.ts';
import type { FinalState, TaskState } from './state.ts';
import type { MutableTally } from './tally.ts';

/**
 * A node in one frame: a started instance, or a container or short-circuit of the run.
 *
 * N1 `state` moves from `none` towards a final state and never back, but for `restarting`, which
 *    becomes `none`; a container whose inner instances run is `running`.
 * N2 `upstream` is the sum of the tallies of its upstreams, kept up to date by whoever changes one.
 * N3 `given` is what it counts for downstream: one instance, or a map's watched instances.
 */
export interface Instance {
  readonly node: StaticNode;
  readonly frame: Frame;
  state: TaskState;
  reason: string | undefined;
  queued: boolean;
  readonly upstream: MutableTally;
  readonly given: MutableTally;
  /** What a started instance gave back, or whether a short-circuit lets pass. */
  output: Output | undefined;
  /** What a container around a shard gave; nothing of it is open there. */
  bound: BoundExpression | undefined;
  path: InstancePath | undefined;
  inside: Inside | undefined;
  /** Containers that wait for this instance although they do not name it as upstream. */
  watchers: Instance[] | undefined;
  /** Ready, but the run is paused or has no room (H1). */
  held: boolean;
  /** Why it was told to stop; then it ends as failed whatever it reports. */
  stopped: string | undefined;
}

/** The frames of a container that was entered. */
export interface Inside {
  /** In order; the first has index `first`. */
  readonly frames: Frame[];
  /** Where `frames` begins; not 0 only in a shard. */
  readonly first: number;
  /** Positions in `frames` of those with something to look at. */
  readonly agenda: Agenda;
  /** Items of the map, cases of the branch; where `frames` grows, all that are open. */
  readonly count: number;
  /** Frames in which nothing is left to end. */
  ended: number;
  /** The list a map runs over, as far as it is known. */
  readonly items: BoundExpression | undefined;
  /** True in and around a shard where items or states were given, and not what they came from. */
  readonly sliced: boolean;
  /** Set where a map's items are run by other executions. */
  readonly shards: readonly ShardPart[] | undefined;
}

/** The frame of an item, a case or an iteration. */
export function frameAt(inside: Inside | undefined, index: number): Frame | undefined {
  return inside?.frames[index - inside.first];
}

/**
 * A region at one place of the run: the root, one item of a map, one case of a branch, one
 * iteration of a loop, one part of a resource.
 *
 * F1 `live` counts the instances in it and in all frames inside it that have not ended.
 * F2 `tally` counts its watched instances; for an item of a map it is part of the map's own.
 */
export interface Frame {
  readonly region: StaticRegion;
  readonly owner: Instance | undefined;
  /** Item of the map, number of the iteration, or position of the region in its container. */
  readonly index: number;
  readonly mapIndex: readonly number[];
  readonly instances: Instance[];
  readonly agenda: Agenda;
  queued: boolean;
  live: number;
  readonly tally: MutableTally;
  /** Set when nothing in it may start: an unchosen case, a container that never ran. */
  barred: Ending | undefined;
  /** What an iteration begins with. */
  readonly state: BoundExpression | undefined;
  /** Nodes that a short-circuit in this frame turned off, here and inside. */
  turnedOff: Map<StaticNode, string> | undefined;
}

/** A final state and why. */
export interface Ending {
  readonly state: FinalState;
  readonly reason: string;
}

/** The instance of a node as seen from a frame in the node's region or inside it. */
export function seenFrom(frame: Frame, node: StaticNode): Instance | undefined {
  let current: Frame | undefined = frame;
  while (current !== undefined && current.region !== node.region) current = current.owner?.frame;
  return current?.instances[node.position];
}
