import type { Expression, ValuePath } from './expression.ts';
import type { JsonObject, JsonSchema } from './json.ts';
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

/** The nearest of: the call's options, the groups' and dag's defaults, the task's own, the engine's. */
export interface PlanTaskOptions {
  readonly queue: string;
  readonly retries: number;
  readonly retryDelayMs: number;
  /** Factor from one delay to the next; 1 keeps the delay. */
  readonly retryBackoff: number;
  readonly maxRetryDelayMs: number;
  readonly nonRetryable: readonly string[];
  /** Limit of one attempt. */
  readonly timeoutMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly totalTimeoutMs?: number;
  readonly queueTimeoutMs?: number;
  readonly pool?: string;
  readonly priority?: number;
  readonly resources?: JsonObject;
  /** `process`: the body runs in a child process of the worker; `inline`: in the worker itself. */
  readonly isolation: 'process' | 'inline';
  readonly callbacks: readonly ('execute' | 'success' | 'failure' | 'retry' | 'skipped')[];
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

/**
 * A word of the surface that compiles but that this version of the engine does not run.
 * `dags check` refuses it by name (code DAG090), and the driver refuses a plan that holds one.
 */
export interface PendingNode extends NodeBase {
  readonly kind: 'pending';
  readonly word:
    | 'sensor'
    | 'repeat'
    | 'withResource'
    | 'runDag'
    | 'triggerDag'
    | 'waitUntil'
    | 'waitForEvent'
    | 'approval';
  readonly expressions: { readonly [name: string]: Expression };
  readonly regions: readonly Region[];
  readonly settings: JsonObject;
}

export type PlanNode = TaskNode | MapNode | BranchNode | ShortCircuitNode | PendingNode;
