import type { Fault } from '../fault/fault.ts';
import type { Trace } from '../fault/trace.ts';
import type {
  ApprovalNode,
  ChildDagNode,
  RepeatNode,
  ResourceNode,
  SensorNode,
  WaitForEventNode,
} from '../plan/plan.ts';
import type { PlanTaskOptions } from '../plan/plan-task-options.ts';
import type { TriggerRule } from '../plan/trigger-rule.ts';
import type { TaskDefinition } from '../task/task-definition.ts';
import type { SettledCallbacks, TaskSettings } from '../task/task-settings.ts';
import type { ExpressionDraft } from './expression-draft.ts';

/** A dag while its body is evaluated: nodes that know each other, before they become names. */
export interface DagDraft {
  readonly id: string;
  readonly root: RegionDraft;
  readonly faults: Fault[];
  /** Every id in use, with the place that took it. */
  readonly ids: Map<string, Trace>;
  readonly groups: GroupDraft[];
  /** Orderings with a group at one end, turned into orderings of tasks once all tasks are known. */
  readonly groupEdges: GroupEdge[];
  /** False once the body has ended: then nothing can be added any more. */
  open: boolean;
}

/** Nodes that live together: the dag, the body of a map, a case of a branch. */
export interface RegionDraft {
  readonly dag: DagDraft;
  readonly parent?: RegionDraft;
  /** As in "lives inside a map". */
  readonly what: string;
  readonly nodes: NodeDraft[];
  result: ExpressionDraft;
}

export interface GroupDraft {
  readonly kind: 'group';
  readonly id: string;
  readonly region: RegionDraft;
  readonly parent: GroupDraft | undefined;
  readonly doc: string | undefined;
  readonly trace: Trace;
}

/** What can stand at one end of an ordering. */
export type EdgeEnd = NodeDraft | GroupDraft;
export interface GroupEdge {
  readonly from: EdgeEnd;
  readonly to: EdgeEnd;
}

interface NodeDraftBase {
  /** Empty until the body of an unnamed region has been evaluated. */
  id: string;
  readonly region: RegionDraft;
  readonly group: GroupDraft | undefined;
  readonly doc: string | undefined;
  readonly trace: Trace;
  /** Nodes before this one, in declared order. */
  readonly upstream: Set<NodeDraft>;
}

interface StartedDraftBase extends NodeDraftBase {
  /** An object; for words that are given one value, with that value as its only field. */
  readonly input: ExpressionDraft;
  readonly triggerRule: TriggerRule;
}

interface BodyDraftBase extends StartedDraftBase {
  readonly definition: TaskDefinition;
  readonly options: PlanTaskOptions;
  readonly callbacks: SettledCallbacks;
  readonly outlets: readonly string[];
}

export interface TaskNodeDraft extends BodyDraftBase {
  readonly kind: 'task';
}

export interface SensorNodeDraft extends BodyDraftBase {
  readonly kind: 'sensor';
  readonly poke: SensorNode['poke'];
}

export interface ChildDagNodeDraft
  extends StartedDraftBase, Pick<ChildDagNode, 'kind' | 'dagId' | 'wait' | 'cancel' | 'options'> {
  readonly callbacks: SettledCallbacks;
}

export interface WaitUntilNodeDraft extends StartedDraftBase {
  readonly kind: 'waitUntil';
}

export interface WaitForEventNodeDraft
  extends
    StartedDraftBase,
    Pick<
      WaitForEventNode,
      'kind' | 'source' | 'sourceKind' | 'payload' | 'timeoutMs' | 'softFail'
    > {}

export interface ApprovalNodeDraft
  extends
    StartedDraftBase,
    Pick<ApprovalNode, 'kind' | 'form' | 'assignees' | 'approvers' | 'timeoutMs' | 'onTimeout'> {}

/** Nodes with a body of the author's. */
export type BodyNodeDraft = TaskNodeDraft | SensorNodeDraft;
/** What a driver starts. */
export type StartedNodeDraft =
  | BodyNodeDraft
  | ChildDagNodeDraft
  | WaitUntilNodeDraft
  | WaitForEventNodeDraft
  | ApprovalNodeDraft;

export interface MapNodeDraft extends NodeDraftBase {
  readonly kind: 'map';
  readonly items: ExpressionDraft;
  readonly body: RegionDraft;
  readonly maxParallel: number | undefined;
  readonly named: boolean;
}

export interface BranchNodeDraft extends NodeDraftBase {
  readonly kind: 'branch';
  readonly on: ExpressionDraft;
  readonly cases: { readonly key: string; readonly region: RegionDraft }[];
  readonly many: boolean;
}

export interface ShortCircuitNodeDraft extends NodeDraftBase {
  readonly kind: 'shortCircuit';
  readonly condition: ExpressionDraft;
  readonly ignoreDownstreamTriggerRules: boolean;
}

export interface RepeatNodeDraft
  extends NodeDraftBase, Pick<RepeatNode, 'kind' | 'maxIterations' | 'atCap' | 'named'> {
  readonly initial: ExpressionDraft;
  readonly body: RegionDraft;
  /** Known once the condition has been evaluated. */
  until: ExpressionDraft;
}

export interface ResourceNodeDraft
  extends NodeDraftBase, Pick<ResourceNode, 'kind' | 'teardownWhen' | 'failRunOnTeardownFailure'> {
  readonly setup: RegionDraft;
  readonly body: RegionDraft;
  readonly teardown: RegionDraft;
}

export type NodeDraft =
  | StartedNodeDraft
  | MapNodeDraft
  | BranchNodeDraft
  | ShortCircuitNodeDraft
  | RepeatNodeDraft
  | ResourceNodeDraft;

/** Where a word is called: which region it adds to, and what it inherits. */
export interface Frame {
  readonly region: RegionDraft;
  /** `fold.candidate.`, put before ids. */
  readonly prefix: string;
  readonly group: GroupDraft | undefined;
  /** Defaults of the groups and the dag, the nearest first. */
  readonly defaults: readonly TaskSettings[];
}

/** The regions a node holds, in the order they are entered. */
export function regionsInside(node: NodeDraft): readonly RegionDraft[] {
  switch (node.kind) {
    case 'map':
    case 'repeat':
      return [node.body];
    case 'branch':
      return node.cases.map((entry) => entry.region);
    case 'withResource':
      return [node.setup, node.body, node.teardown];
    default:
      return [];
  }
}
