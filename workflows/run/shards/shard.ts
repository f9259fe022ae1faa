import type { BoundExpression, Output } from '../../protocol/value.ts';
import type { ControlEvent, ShardEnd } from '../event.ts';
import type { Heap } from '../heap.ts';
import type { Instance } from '../instance.ts';
import type { InstancePath } from '../instance-path.ts';
import type { OutsideNodes } from './outside.ts';
import type { StaticNode } from '../plan/static-plan.ts';
import type { FinalState } from '../state.ts';
import type { Tally } from '../tally.ts';

/** Clears and marks that concern a shard's instances. */
export type ShardVerb = Extract<ControlEvent, { type: 'clear' | 'mark' }>;

export interface ShardLimits {
  /** Most started instances of one shard, and of a map that is not cut. */
  readonly instances: number;
  /** Most started instances one execution opens before any further map is cut. */
  readonly perExecution: number;
  /** Shards of a run in flight at once. */
  readonly atOnce: number;
  /** Each shard holds a share of the run's `maxActiveTasks` (N4); else it has as many for itself. */
  readonly shareSlots?: boolean;
  /** Clears and marks go to a shard in flight at once; else it takes them up when it starts again. */
  readonly verbsInFlight?: boolean;
}

/** A part of one map, run by another execution: what that one is made from. */
export interface Focus {
  readonly path: InstancePath;
  /** Items `from` to `to`, exclusive. */
  readonly from: number;
  readonly to: number;
  /** Items `from` to `to` where they are known; else the whole list, wherever it lies. */
  readonly items: BoundExpression;
  /** What the body looks at around the map. */
  readonly outside: readonly OutsideInstance[];
  /** What the iterations around the map began with, by the loop's node id. */
  readonly states: { readonly [loop: string]: BoundExpression };
  /** Nodes of the body that a short-circuit outside turned off, and why. */
  readonly off: { readonly [node: string]: string };
  /** Its share of the run's `maxActiveTasks`. */
  readonly slots?: number;
}

/** An instance around a map, as far as a shard has to know it. */
export interface OutsideInstance {
  readonly path: InstancePath;
  readonly state: FinalState;
  readonly output?: Output;
  /** What a container gave. */
  readonly bound?: BoundExpression;
  /** What it counts for downstream. */
  readonly given: Tally;
}

/** One shard of a map that was cut. */
export interface ShardPart {
  readonly shard: number;
  readonly from: number;
  readonly to: number;
  state: 'waiting' | 'queued' | 'inFlight' | 'ended';
  end: ShardEnd | undefined;
  /** Of the run's `maxActiveTasks`, while it is in flight. */
  slots: number;
  /** To do when it starts; of one in flight, what came since, whether it was told or not. */
  verbs: readonly ShardVerb[];
  /** In flight and told to stop: it takes nothing up any more. */
  stopping: boolean;
}

/** What a run knows of its shards. */
export interface ShardBook {
  readonly limits: ShardLimits;
  readonly inFlight: Map<InstancePath, OpenShard>;
  readonly queue: Heap<OpenShard>;
  /** What the body of a cut map looks at around it, found once. */
  readonly outside: Map<StaticNode, OutsideNodes>;
  /** Started instances that this execution has opened in maps. */
  opened: number;
}

export interface OpenShard {
  readonly map: Instance;
  readonly part: ShardPart;
}

/** How a shard is called in `stop` and `tellShard`: `fold[3].candidate/0`. */
export function shardKey(map: InstancePath, shard: number): InstancePath {
  return `${map}/${shard}`;
}
