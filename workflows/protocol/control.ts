import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { InstancePath } from '../run/instance-path.ts';
import type { Selection } from '../run/selection.ts';

/**
 * What people do to a run, as the one argument of the `control` update. Temporal's update id is the
 * request id, so a request that is sent twice is done once. Sent with update-with-start where the
 * run may be closed: the workflow then begins with a `reopen` input.
 */
export type ControlRequest = {
  readonly requestId: string;
  /** Who asks, from the auth hook; kept in the audit. */
  readonly by: string;
  readonly reason: string | null;
} & ControlVerb;

export type ControlVerb =
  | {
      readonly verb: 'clear';
      readonly selection: Selection;
      /** Cleared tasks resume from their newest checkpoint instead of from nothing. */
      readonly keepCheckpoints: boolean;
    }
  | {
      readonly verb: 'mark';
      readonly selection: Selection;
      readonly state: 'success' | 'failed' | 'skipped';
    }
  | { readonly verb: 'pause' }
  | { readonly verb: 'resume' }
  /** Running bodies get their AbortSignal, teardowns run, the run ends as failed. */
  | { readonly verb: 'cancel' }
  | {
      readonly verb: 'answer';
      readonly path: InstancePath;
      readonly decision: 'approved' | 'rejected';
      /** By the approval's form. */
      readonly answer: JsonObject;
    };

export interface ControlReply {
  /** Instances the verb touched, in the plan's order, at most 1,000. */
  readonly paths: readonly InstancePath[];
  /** How many it touched. */
  readonly count: number;
  /** The run's generation from here on. */
  readonly generation: number;
  readonly runState: 'queued' | 'running' | 'paused' | 'success' | 'failed';
}

/** An event or asset update on its way to a run that waits for it: the argument of the `deliver` signal. */
export interface Delivery {
  /** Each event id is taken once by each waiting instance. */
  readonly eventId: string;
  readonly path: InstancePath;
  /** Left out when large: the run then reads it from the database. */
  readonly payload?: Json;
}
