import { proxyLocalActivities } from '@temporalio/workflow';
import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { CompiledPlan, Fact } from '../../dsl/plan/plan.ts';
import type { GivenAnswer } from '../protocol/answer.ts';
import type { ControlRequest } from '../protocol/control.ts';
import type { ShardInput } from '../protocol/shard-input.ts';
import type { BlobReference, BoundExpression, Output } from '../protocol/value.ts';
import type { KeptSource, RunFacts, RunInput } from '../protocol/run-input.ts';
import type { ENGINE_ACTIVITY } from '../protocol/names.ts';
import type { Kept } from '../run/index.ts';

/**
 * What the engine does for a run outside the sandbox, as local activities: milliseconds of
 * metadata work, each idempotent, because a worker that dies before the marker repeats it.
 */
export interface EngineActivities {
  /** Is this tick of a Schedule due by the dag's own timetable? If so, the run's input. */
  [ENGINE_ACTIVITY.admitTick](tick: Tick): Promise<TickAnswer>;
  /** May a run start under its dag's `maxActiveRuns`? */
  [ENGINE_ACTIVITY.awaitTurn](turn: Turn): Promise<boolean>;
  /** Fetches a plan too large to travel, checking its hash. */
  [ENGINE_ACTIVITY.loadPlan](source: PlanReference): Promise<CompiledPlan>;
  /** A part of the JSON text of a stored value that does not fit into one answer. */
  [ENGINE_ACTIVITY.loadText](part: TextPart): Promise<LoadedText>;
  /** Writes the final state of the run and of every instance; gives the run's result back. */
  [ENGINE_ACTIVITY.finishRun](finish: FinishRun): Promise<Json | null>;
  /** Makes the next generation of a closed run; the same execution gets the same answer again. */
  [ENGINE_ACTIVITY.reopenRun](reopen: Reopen): Promise<Reopened>;
  /** Puts what a run keeps where the run's next execution can read it; counts its generation. */
  [ENGINE_ACTIVITY.keepRun](keep: KeepRun): Promise<KeptSource>;
  /** Writes a verb into the audit and its touched instances as the verb leaves them. */
  [ENGINE_ACTIVITY.recordControl](record: ControlRecord): Promise<Touched | null>;
  /** The small value of an input that the workflow itself acts on. */
  [ENGINE_ACTIVITY.resolveInput](input: InputOfRun): Promise<Json>;
  /** Checks a child's params and writes the row of its run. @throws ChildRefused. */
  [ENGINE_ACTIVITY.prepareChild](child: ChildRequest): Promise<PreparedChild>;
  /** Registers a wait for an event; the payload if one that fits has come since the run began. */
  [ENGINE_ACTIVITY.awaitEvent](wait: WaitForEvent): Promise<Output | null>;
  /** Registers a question to people; the answers that it has had already. */
  [ENGINE_ACTIVITY.openApproval](approval: OpenApproval): Promise<readonly GivenAnswer[]>;
  /** Ends what the workflow itself waited for: its output, its wait, its question. */
  [ENGINE_ACTIVITY.endWait](end: EndWait): Promise<Output | null>;
  /** Puts a shard's input where it can read it. */
  [ENGINE_ACTIVITY.storeInput](input: ShardInput): Promise<BlobReference>;
  /** What the database has of a shard's instances. */
  [ENGINE_ACTIVITY.loadShard](shard: LoadShard): Promise<KeptSource>;
  /** Writes the ends of a shard's instances and stores its items' results. */
  [ENGINE_ACTIVITY.finishShard](finish: FinishShard): Promise<BlobReference | null>;
  /** Tells a callback of an instance that no worker runs. */
  [ENGINE_ACTIVITY.tellCallback](told: ToldCallback): Promise<void>;
}

export interface Tick {
  readonly dagId: string;
  readonly workflowId: string;
  /** ISO time the Schedule meant, from `TemporalScheduledStartTime`; absent for a hand trigger. */
  readonly nominalTime: string | null;
}
export type TickAnswer =
  | { readonly kind: 'notDue'; readonly reason: string }
  | { readonly kind: 'due'; readonly input: Extract<RunInput, { kind: 'run' }> };
export interface Turn {
  readonly dagId: string;
  readonly runId: string;
  readonly maxActiveRuns: number;
}
export interface PlanReference {
  readonly hash: string;
  readonly blob: BlobReference;
}
export interface TextPart {
  readonly blob: BlobReference;
  /** In characters. */
  readonly from: number;
}
export interface LoadedText {
  readonly text: string;
  /** Where the next part begins; null after the last. */
  readonly next: number | null;
}
export interface InstanceOfRun {
  readonly path: string;
  readonly taskId: string;
  readonly mapIndex: readonly number[];
  readonly state: string;
  readonly reason?: string;
}
export interface FinishRun {
  readonly dagId: string;
  readonly runId: string;
  readonly state: 'success' | 'failed';
  readonly note: string | null;
  readonly result: BoundExpression;
  readonly instances: readonly InstanceOfRun[];
  readonly params: JsonObject;
  /** Absent in histories of the first version. */
  readonly generation?: number;
  /** Kept paths that the run no longer reaches. */
  readonly removed?: readonly string[];
  /** What the dag's callbacks are told; absent in histories of the first version. */
  readonly run?: RunFacts;
  /** Somebody waits for the result, however large: then a large one comes as `StoredResult`. */
  readonly wanted?: boolean;
}
/** A run's result that is too large to travel. */
export interface StoredResult {
  readonly 'perdure.result': BlobReference;
}

export interface Reopen {
  readonly dagId: string;
  readonly runId: string;
  readonly latest: boolean;
  readonly lost?: boolean;
  /** Temporal's id of this execution: the same one never makes two generations. */
  readonly executionId: string;
}
export interface Reopened {
  readonly input: Extract<RunInput, { kind: 'run' }>;
  readonly kept: KeptSource;
  readonly paused?: boolean;
}
export interface KeepRun {
  readonly dagId: string;
  readonly runId: string;
  readonly generation: number;
  readonly kept: readonly Kept[];
}
export interface ControlRecord {
  readonly dagId: string;
  readonly runId: string;
  readonly request: ControlRequest;
  /** The run's from now on. */
  readonly generation: number;
  /** The run's before; the same when the verb touches no instance. */
  readonly before: number;
  /** What the verb touched, as it was. */
  readonly touched: readonly InstanceOfRun[];
  /** What a mark cleared downstream of that. */
  readonly cleared: readonly string[];
  /** The question an answer is for. */
  readonly answered?: InstanceOwner;
  /** ISO time by the workflow's clock. */
  readonly at: string;
  /** Set where shards have instances too: then the rows of the run say what the verb touches. */
  readonly planHash?: string;
}
/** What a verb touched, in the run itself and in its shards. */
export interface Touched {
  /** At most 1,000. */
  readonly paths: readonly string[];
  readonly count: number;
}

/** Which instance of which run asks; `generation` belongs to the key of waits and questions. */
export interface InstanceOwner {
  readonly dagId: string;
  readonly runId: string;
  readonly path: string;
  readonly generation: number;
}
export interface InputOfRun {
  readonly dagId: string;
  readonly runId: string;
  readonly input: BoundExpression;
}
export interface ChildRequest {
  readonly owner: InstanceOwner;
  readonly childDagId: string;
  /** 1 for the first run of this instance in this generation. */
  readonly tried: number;
  readonly input: BoundExpression;
}
export interface PreparedChild {
  readonly workflowId: string;
  readonly planHash: string;
  readonly input: Extract<RunInput, { kind: 'run' }>;
  readonly summary: string;
  readonly details: string;
}
export interface WaitForEvent {
  readonly owner: InstanceOwner;
  readonly source: string;
  readonly sourceKind: 'asset' | 'event';
  readonly input: BoundExpression;
  readonly facts: readonly Fact[];
}
export interface OpenApproval {
  readonly owner: InstanceOwner;
  readonly input: BoundExpression;
  readonly form: JsonObject;
  readonly assignees: readonly string[];
  readonly approvers: number;
  readonly deadline: string | null;
  readonly openedAt: string;
}
export interface EndWait {
  readonly owner: InstanceOwner;
  readonly taskId: string;
  readonly mapIndex: readonly number[];
  readonly kind: 'waitUntil' | 'waitForEvent' | 'approval' | 'childDag';
  readonly startedAt: string;
  readonly facts: readonly Fact[];
  readonly end:
    | { readonly state: 'success'; readonly value: Json }
    | { readonly state: 'success'; readonly blob: BlobReference }
    | { readonly state: 'success'; readonly output: Output }
    | { readonly state: 'withdrawn' | 'failed' | 'skipped' };
  readonly outcome?: 'approved' | 'rejected';
}
/** Items of a map whose instances may be in the database. */
export interface LoadShard {
  readonly dagId: string;
  readonly runId: string;
  readonly planHash: string;
  readonly path: string;
  readonly from: number;
  readonly to: number;
}
export interface FinishShard {
  readonly dagId: string;
  readonly runId: string;
  readonly generation: number;
  readonly results: BoundExpression;
  readonly instances: readonly InstanceOfRun[];
}

export interface ToldCallback {
  readonly run: RunFacts;
  readonly planHash: string;
  readonly path: string;
  readonly taskId: string;
  readonly generation: number;
  readonly tried: number;
  readonly kind: 'execute' | 'success' | 'failure' | 'retry';
  readonly state: string;
  readonly isolation: 'process' | 'inline';
  readonly error?: string;
}

/** Retried for as long as the database is away: a run never fails because of its bookkeeping. */
export const engineActivities = proxyLocalActivities<EngineActivities>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
});
