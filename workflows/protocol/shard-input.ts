import type { Focus, ShardVerb } from '../run/index.ts';
import type { Delivery } from './control.ts';
import type { GivenAnswer } from './answer.ts';
import type { RunInput } from './run-input.ts';
import type { BlobReference } from './value.ts';

/** What a shard of a map runs: the run's own plan and facts, and its part of the map. */
export interface ShardInput {
  readonly run: Extract<RunInput, { kind: 'run' }>;
  readonly shard: number;
  readonly focus: Focus;
  /** The run's when the shard started. */
  readonly generation: number;
  readonly paused: boolean;
  /** What it has to do first, when it ran before. */
  readonly verbs: readonly ShardVerb[];
  /** It may have run before: the database has what is kept of it. */
  readonly again: boolean;
}

/** The only argument of a shard's workflow: its input, or where one lies that is too large to travel. */
export type ShardStart =
  | { readonly kind: 'inline'; readonly input: ShardInput }
  | { readonly kind: 'blob'; readonly blob: BlobReference };

/** What a run passes on to its shards in flight: the argument of the `shard` signal. */
export type ShardMessage =
  | { readonly kind: 'pause' | 'resume' }
  | { readonly kind: 'deliver'; readonly delivery: Delivery }
  | { readonly kind: 'answer'; readonly path: string; readonly answer: GivenAnswer }
  | PassedVerb;

/** A clear or mark for a shard in flight. */
export interface PassedVerb {
  readonly kind: 'verb';
  readonly verb: ShardVerb;
  /** Counts those of one flight, from 0. */
  readonly serial: number;
  /** The run's from here on. */
  readonly generation: number;
}
