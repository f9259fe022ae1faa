import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { NewEvent } from '../events/event-store.ts';
import type { NewOutboxMessage } from '../outbox/outbox-store.ts';
import type { ControlRecord, ReopenedRun } from './run-control.ts';

/**
 * Dag runs and task instances. The master copy once a run is closed. Every write is idempotent, so
 * it may be repeated when its answer was lost. The rules of instances: `instance-rule.ts`.
 */
export interface RunStore {
  /** Idempotent by (dagId, runId); `created` is false when the run was there. */
  createRun(run: NewRun): Promise<{ readonly created: boolean; readonly run: RunRow }>;
  getRun(dagId: string, runId: string): Promise<RunRow | undefined>;
  listRuns(filter: RunFilter): Promise<readonly RunRow[]>;
  /** Runs that instances of this run started, oldest first. */
  listChildren(dagId: string, runId: string): Promise<readonly RunRow[]>;
  setRunState(dagId: string, runId: string, state: 'queued' | 'running', at: Date): Promise<void>;
  /**
   * Moves a queued run to running if fewer than `maxActiveRuns` runs of the dag are running and no
   * queued run of an earlier logical date waits. Serialised per dag; true also when it runs already.
   */
  tryStart(dagId: string, runId: string, maxActiveRuns: number): Promise<boolean>;
  setPaused(dagId: string, runId: string, paused: boolean): Promise<void>;
  /**
   * Final state of the run and of the given instances, with messages and events, in one
   * transaction; idempotent. A large run writes its instances with `recordTransitions` before.
   */
  finishRun(run: FinishedRun): Promise<void>;
  /**
   * Opens a closed run again as its next generation and says what it left. The same execution gets
   * the same answer again.
   * @returns undefined when there is no such run, or it is open by another execution.
   */
  reopen(
    dagId: string,
    runId: string,
    execution: string,
    options?: ReopenOptions,
  ): Promise<ReopenedRun | undefined>;
  /** What a control verb did, in one transaction; idempotent by its request id. */
  recordControl(control: ControlRecord): Promise<void>;

  /**
   * Makes `fence` the owner of a task instance and says how it stands. `tryNumber` counts bodies
   * begun: 1, 2, …. Attempts from the second on, and tasks with effects, claim before their body; the
   * claim of another first attempt may come at any time, also after its completion, and then
   * changes nothing.
   * `finished` : a worker's result is there (of this generation), to be reported again, not redone.
   * `fenced`   : a newer fence owns it, or the run has ended it; nothing of this attempt is kept.
   */
  claim(key: InstanceKey, claim: Claim): Promise<ClaimAnswer>;
  /**
   * The one write that completes a task; true again when the same write is repeated.
   * @returns false when a newer fence owns the instance or the run has ended it.
   */
  complete(key: InstanceKey, fence: Fence, completion: Completion): Promise<boolean>;
  /** An attempt failed. Same fence rule as `complete`. */
  recordFailure(key: InstanceKey, fence: Fence, failure: FailedAttempt): Promise<boolean>;
  /**
   * States the reducer decided (skipped, upstream_failed, scheduled, …); never overwrites a
   * completion. `generation`: the run's when it decided (default: its newest), so that a batch that
   * comes after a clear changes nothing of what was cleared.
   */
  recordTransitions(
    dagId: string,
    runId: string,
    transitions: readonly TransitionRow[],
    generation?: number,
  ): Promise<void>;
  getInstance(key: InstanceKey): Promise<InstanceRow | undefined>;
  /** By task, then by map index; all of them without a page. */
  listInstances(dagId: string, runId: string, page?: InstancePage): Promise<readonly InstanceRow[]>;
  countInstances(dagId: string, runId: string): Promise<{ readonly [state: string]: number }>;
  listAttempts(key: InstanceKey): Promise<readonly AttemptRow[]>;

  /** Newest checkpoint wins; refused (false) when a newer fence owns the instance. */
  saveCheckpoint(key: InstanceKey, fence: Fence, checkpoint: CheckpointPointer): Promise<boolean>;
  /** Those of generations before `since` do not count: a cleared task begins from nothing. */
  loadCheckpoint(key: InstanceKey, since?: number): Promise<CheckpointPointer | undefined>;

  /** The last checkpoints of runs that ended before `endedBefore` and are closed, oldest ends first. */
  listOldCheckpoints(endedBefore: Date, limit: number): Promise<readonly OldCheckpoint[]>;
  /** Drops the pointer to a checkpoint, unless it points to another object by now. */
  forgetCheckpoint(checkpoint: OldCheckpoint): Promise<void>;

  /** Keys of outputs whose time is over (`Completion.expiresAt`), the first to expire first. */
  listExpired(now: Date, limit: number): Promise<readonly string[]>;
  /** Whether an output whose time is not over, or has no end, lies under this key. */
  isObjectNeeded(objectKey: string, now: Date): Promise<boolean>;
  /** Drops the expired references to a key. */
  forgetExpired(objectKey: string, now: Date): Promise<void>;
}

export interface InstanceKey {
  readonly dagId: string;
  readonly runId: string;
  /** Instance path. */
  readonly path: string;
}

/** Ordered by generation, then by Temporal attempt. Every write of a task carries its own. */
export interface Fence {
  readonly generation: number;
  readonly attempt: number;
}
export interface Claim {
  readonly fence: Fence;
  readonly taskId: string;
  readonly mapIndex: readonly number[];
  readonly queue: string;
  readonly worker: WorkerFacts;
  readonly logKey: string;
}
export interface WorkerFacts {
  readonly identity: string;
  readonly build: string;
  readonly device?: string;
  readonly backend?: string;
}
export type ClaimAnswer =
  | { readonly kind: 'claimed'; readonly tryNumber: number }
  | { readonly kind: 'finished'; readonly stored: StoredOutput; readonly tryNumber: number }
  | { readonly kind: 'fenced'; readonly owner: Fence };

/** `output` is the protocol's `Output` as JSON. */
export interface StoredOutput {
  readonly state: 'success' | 'skipped';
  readonly output: JsonObject | null;
  readonly reason?: string;
}
/** What leaves with a write, in its own transaction: all of it if the write counts, else nothing. */
export interface Outgoing {
  readonly messages?: readonly NewOutboxMessage[];
  /** Asset updates of the task's outlets. */
  readonly events?: readonly NewEvent[];
}
export interface Completion extends StoredOutput, Outgoing {
  readonly claim: Claim;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Set for an output with a time-to-live. Counts from the end of the run, if that is later. */
  readonly expiresAt?: Date;
}
export interface FailedAttempt extends Outgoing {
  readonly claim: Claim;
  /** `up_for_reschedule`: a sensor's poke found the world not ready. Its next poke has the same fence. */
  readonly state: 'up_for_retry' | 'failed' | 'up_for_reschedule';
  readonly error: AttemptError & { readonly stackKey?: string };
  readonly startedAt: Date;
  readonly endedAt: Date;
}
export interface AttemptError {
  readonly type: string;
  readonly message: string;
  /** How often a sensor has asked in this try. */
  readonly pokes?: number;
}
export interface TransitionRow {
  readonly path: string;
  readonly taskId: string;
  readonly mapIndex: readonly number[];
  readonly state: string;
  readonly reason?: string;
}
export interface CheckpointPointer {
  /** Grows by one with each save. */
  readonly sequence: number;
  readonly objectKey: string;
  readonly sha256: string;
  readonly size: number;
}
export interface OldCheckpoint extends InstanceKey {
  readonly objectKey: string;
}
export interface ReopenOptions {
  /** An open run as well: whoever asks knows that the execution that had it is gone. */
  readonly lost?: boolean;
}
export interface NewRun {
  readonly dagId: string;
  readonly runId: string;
  readonly runType: string;
  readonly planHash: string;
  readonly params: JsonObject;
  readonly logicalDate: Date;
  readonly dataInterval: { readonly start: Date; readonly end: Date };
  readonly state: 'queued' | 'running';
  readonly workflowId: string;
  readonly build?: string;
  /** Payloads of what started it, by event or asset; none by default. */
  readonly events?: { readonly [key: string]: Json };
  /** The task instance that started it. */
  readonly parent?: InstanceKey;
}
export interface RunRow extends Omit<NewRun, 'state' | 'build' | 'parent' | 'events'> {
  readonly build: string | null;
  readonly events: { readonly [key: string]: Json };
  readonly parent: InstanceKey | null;
  readonly paused: boolean;
  readonly state: 'queued' | 'running' | 'success' | 'failed';
  readonly generation: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly result: Json | null;
  readonly note: string | null;
}
export interface RunFilter {
  readonly dagId?: string;
  readonly state?: string;
  readonly logicalDate?: Date;
  readonly limit?: number;
  readonly before?: Date;
}
export interface FinishedRun extends Outgoing {
  readonly dagId: string;
  readonly runId: string;
  readonly state: 'success' | 'failed';
  readonly endedAt: Date;
  readonly result: Json | null;
  readonly note?: string;
  readonly instances: readonly TransitionRow[];
  /** The run's; default: its newest. */
  readonly generation?: number;
}
export interface InstancePage {
  /** Path of the last instance of the page before. */
  readonly after?: string;
  readonly limit?: number;
  readonly taskId?: string;
  readonly state?: string;
}
export interface InstanceRow {
  readonly path: string;
  readonly taskId: string;
  readonly mapIndex: readonly number[];
  readonly state: string;
  readonly tryNumber: number;
  readonly queue: string | null;
  readonly worker: WorkerFacts | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly output: JsonObject | null;
  readonly error: AttemptError | null;
  readonly reason: string | null;
  readonly logKey: string | null;
}
export interface AttemptRow {
  readonly tryNumber: number;
  readonly fence: Fence;
  readonly state: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly worker: WorkerFacts;
  readonly error: AttemptError | null;
  readonly logKey: string;
}
