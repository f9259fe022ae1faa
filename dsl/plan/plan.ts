import type { Expression, ValuePath } from './expression.ts';
import type { JsonSchema } from './json.ts';
import type { PlanTaskOptions } from './plan-task-options.ts';
import type { TriggerRule } from './trigger-rule.ts';

/** The plan format this engine writes. A reader refuses a larger number. */
export const PLAN_VERSION = 1;

/**
 * A dag, compiled: plain JSON with a content hash. It is the input of a dag run's workflow, so
 * editing the dag file never changes a run in flight.
 *
 * P1 Node ids are unique in the whole plan, and keys of results, logs and histories hang on them.
 * P2 `upstream` of a node names nodes of its own region or of an enclosing one, never inner ones.
 * P3 Regions list their nodes in topological order, ties in declared order.
 * P4 `hash` is the sha256 (hex) of the canonical JSON of the plan without `hash`; nothing in the
 *    plan depends on the machine, the clock or absolute file paths.
 * P5 Groups leave no node: their ids prefix their tasks' ids, edges to a group go to its roots,
 *    edges from it come from its leaves, and `groups` keeps the names for pictures.
 */
export interface CompiledPlan {
  readonly planVersion: number;
  readonly id: string;
  readonly hash: string;
  readonly params: JsonSchema;
  readonly settings: DagSettings;
  readonly schedule?: PlanSchedule;
  readonly root: Region;
  readonly groups: readonly PlanGroup[];
  readonly definitions: readonly TaskDefinitionSummary[];
}

export interface DagSettings {
  readonly catchup: boolean;
  readonly startDate?: string;
  readonly endDate?: string;
  readonly maxActiveRuns?: number;
  readonly maxActiveTasks?: number;
  readonly timeoutMs?: number;
  readonly failFast: boolean;
  readonly tags: readonly string[];
  readonly owner?: string;
  readonly doc?: string;
  readonly callbacks: readonly ('success' | 'failure')[];
}

/** When runs start by themselves. Cron expressions keep the author's spelling; five fields each. */
export type PlanSchedule =
  | {
      readonly kind: 'preset';
      readonly preset:
        | '@once'
        | '@continuous'
        | '@hourly'
        | '@daily'
        | '@weekly'
        | '@monthly'
        | '@quarterly'
        | '@yearly';
    }
  | {
      readonly kind: 'cron';
      readonly expressions: readonly string[];
      readonly timezone: string;
      readonly jitterMs: number;
    }
  | { readonly kind: 'every'; readonly intervalMs: number; readonly offsetMs: number }
  | {
      readonly kind: 'events';
      readonly mode: 'all' | 'any';
      readonly sources: readonly { readonly key: string; readonly source: string }[];
    };

export interface PlanGroup {
  readonly id: string;
  readonly parent?: string;
  readonly doc?: string;
}

/** A task definition as used in this dag; task nodes point here by position. */
export interface TaskDefinitionSummary {
  readonly name: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
}

/** Nodes that live together: the whole dag, the body of a map, one case of a branch. */
export interface Region {
  readonly nodes: readonly PlanNode[];
  /** The value of the region once its nodes have run. */
  readonly result: Expression;
}

interface NodeBase {
  readonly id: string;
  /** Every node this one waits for, by data or by order, in declared order. */
  readonly upstream: readonly string[];
  readonly group?: string;
  readonly doc?: string;
  /** Values of this node's output that control flow reads, so that they must travel inline. */
  readonly facts: readonly Fact[];
}

/** One value, or the length of one list or string, inside a node's output. */
export interface Fact {
  readonly path: ValuePath;
  readonly want: 'value' | 'length';
}

export interface TaskNode extends NodeBase {
  readonly kind: 'task';
  /** Position in `definitions`. */
  readonly definition: number;
  /** Always an `object` expression. */
  readonly input: Expression;
  readonly triggerRule: TriggerRule;
  readonly options: PlanTaskOptions;
  readonly outlets: readonly string[];
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly items: Expression;
  readonly body: Region;
  readonly maxParallel?: number;
  /** False for a derived id such as `train[]`: then the index sits on the tasks inside. */
  readonly named: boolean;
}

export interface BranchNode extends NodeBase {
  readonly kind: 'branch';
  readonly on: Expression;
  /** In the order the author wrote them. A boolean's keys are `true` and `false`. */
  readonly cases: readonly BranchCase[];
  /** True when `on` is a list: every chosen case runs, and the value has one field for each case. */
  readonly many: boolean;
}
export interface BranchCase {
  readonly key: string;
  readonly region: Region;
}

export interface ShortCircuitNode extends NodeBase {
  readonly kind: 'shortCircuit';
  readonly condition: Expression;
  readonly ignoreDownstreamTriggerRules: boolean;
}

/** What every node has that a driver starts and that reports once. */
interface StartedNodeBase extends NodeBase {
  /** Always an `object` expression; its fields are named at each kind. */
  readonly input: Expression;
  readonly triggerRule: TriggerRule;
}

/** Asks its worker again and again until the world is ready; holds no slot between pokes. */
export interface SensorNode extends StartedNodeBase {
  readonly kind: 'sensor';
  /** Position in `definitions`. */
  readonly definition: number;
  /** `timeoutMs` is the limit of the whole wait, as in Airflow; `poke.timeoutMs` that of one poke. */
  readonly options: PlanTaskOptions;
  readonly outlets: readonly string[];
  readonly poke: {
    readonly intervalMs: number;
    /** Doubles the interval with each poke, up to `maxIntervalMs`. */
    readonly exponential: boolean;
    readonly maxIntervalMs: number;
    readonly timeoutMs: number;
    /** At the end of the wait: skipped instead of failed. */
    readonly softFail: boolean;
  };
}

/** A run of another dag. `input`: the child's params. */
export interface ChildDagNode extends StartedNodeBase {
  readonly kind: 'childDag';
  readonly dagId: string;
  /** True for `runDag`: its value is the child's result. `triggerDag` gives `{ dagId, runId }`. */
  readonly wait: boolean;
  /** What a cancelled parent does with a child it waits for. */
  readonly cancel: 'with_parent' | 'leave';
  readonly options: PlanTaskOptions;
}

/** `input`: `{ time }`, an ISO time. Its value is that time. */
export interface WaitUntilNode extends StartedNodeBase {
  readonly kind: 'waitUntil';
}

/** `input`: `{ where }`, fields the payload must have. Its value is the payload. */
export interface WaitForEventNode extends StartedNodeBase {
  readonly kind: 'waitForEvent';
  readonly source: string;
  readonly sourceKind: 'asset' | 'event';
  /** What an event's payload has to be; absent where anything may come, and in plans made before it was kept. */
  readonly payload?: JsonSchema;
  readonly timeoutMs?: number;
  readonly softFail: boolean;
}

/** `input`: `{ subject, detail }`. Its value is `{ decision, answer, by }`. */
export interface ApprovalNode extends StartedNodeBase {
  readonly kind: 'approval';
  readonly form: JsonSchema;
  /** Who may answer; anybody with the right to when empty. */
  readonly assignees: readonly string[];
  /** How many different people have to approve. One rejection rejects. */
  readonly approvers: number;
  readonly timeoutMs?: number;
  readonly onTimeout: 'fail' | 'approved' | 'rejected';
}

/** A body repeated from the state it returned last, until the condition holds. */
export interface RepeatNode extends NodeBase {
  readonly kind: 'repeat';
  readonly initial: Expression;
  /** Its result is the next state. */
  readonly body: Region;
  /** Read with the newest state, after each iteration. */
  readonly until: Expression;
  readonly maxIterations: number;
  readonly atCap: 'fail' | 'accept';
  /** As for maps: the iteration's index sits on the id, or behind the ids inside. */
  readonly named: boolean;
}

/** Setup, work and teardown of a resource. */
export interface ResourceNode extends NodeBase {
  readonly kind: 'withResource';
  readonly setup: Region;
  readonly body: Region;
  readonly teardown: Region;
  /** `always`: once the setup succeeded; `failure`: only if the body did not succeed (compensation). */
  readonly teardownWhen: 'always' | 'failure';
  readonly failRunOnTeardownFailure: boolean;
}

/** Nodes that a driver starts and that report once, by their instance path. */
export type StartedNode =
  TaskNode | SensorNode | ChildDagNode | WaitUntilNode | WaitForEventNode | ApprovalNode;

export type PlanNode =
  StartedNode | MapNode | BranchNode | ShortCircuitNode | RepeatNode | ResourceNode;
