import type { Expression, ValuePath } from '../../../dsl/plan/expression.ts';
import type { Json } from '../../../dsl/plan/json.ts';
import type {
  BranchNode,
  CompiledPlan,
  Fact,
  MapNode,
  PlanNode,
  Region,
  ShortCircuitNode,
  TaskNode,
} from '../../../dsl/plan/plan.ts';
import type { TriggerRule } from '../../../dsl/plan/trigger-rule.ts';
import { createRun, type DagRunReducer, type RunStep } from '../create-run.ts';
import type { InstancePath } from '../instance-path.ts';
import { TASK_OPTIONS } from './task-options.ts';

/** Plans for tests, in few words. */
export const value = (of: Json): Expression => ({ kind: 'literal', value: of });
export const output = (node: string, ...path: ValuePath): Expression => ({
  kind: 'output',
  node,
  path,
});
export const item = (map: string, ...path: ValuePath): Expression => ({ kind: 'item', map, path });
export const object = (fields: { readonly [key: string]: Expression }): Expression => ({
  kind: 'object',
  fields,
});

interface TaskWords {
  readonly input?: { readonly [key: string]: Expression };
  readonly rule?: TriggerRule;
  readonly facts?: readonly Fact[];
}
export function task(
  id: string,
  upstream: readonly string[] = [],
  words: TaskWords = {},
): TaskNode {
  return {
    kind: 'task',
    id,
    upstream,
    facts: words.facts ?? [],
    definition: 0,
    input: object(words.input ?? {}),
    triggerRule: words.rule ?? 'all_success',
    options: TASK_OPTIONS,
    outlets: [],
  };
}

export function region(nodes: readonly PlanNode[], result: Expression = value(null)): Region {
  return { nodes, result };
}

export function map(
  id: string,
  items: Expression,
  body: Region,
  words: { upstream?: readonly string[]; maxParallel?: number; named?: boolean } = {},
): MapNode {
  const { upstream = [], named = true, ...rest } = words;
  return { kind: 'map', id, upstream, facts: [], items, body, named, ...rest };
}

export function branch(
  id: string,
  on: Expression,
  cases: { readonly [key: string]: Region },
  words: { upstream?: readonly string[]; many?: boolean } = {},
): BranchNode {
  const { upstream = [], many = false } = words;
  const listed = Object.entries(cases).map(([key, each]) => ({ key, region: each }));
  return { kind: 'branch', id, upstream, facts: [], on, cases: listed, many };
}

export function shortCircuit(
  id: string,
  condition: Expression,
  words: { upstream?: readonly string[]; ignore?: boolean } = {},
): ShortCircuitNode {
  const { upstream = [], ignore = true } = words;
  const base = { id, upstream, facts: [] };
  return { ...base, kind: 'shortCircuit', condition, ignoreDownstreamTriggerRules: ignore };
}

export function plan(nodes: readonly PlanNode[], result?: Expression): CompiledPlan {
  return {
    planVersion: 1,
    id: 'demo',
    hash: '',
    params: {},
    settings: { catchup: false, failFast: false, tags: [], callbacks: [] },
    root: region(nodes, result),
    groups: [],
    definitions: [],
  };
}

/** A run of a test: says what starts, and takes outcomes by path. */
export class TestRun {
  readonly reducer: DagRunReducer;
  /** Everything that was started, in order. */
  readonly started: InstancePath[] = [];
  /** Inputs of everything that was started. */
  readonly inputs = new Map<InstancePath, unknown>();
  last: RunStep = { commands: [], transitions: [] };

  constructor(of: CompiledPlan, params: { readonly [key: string]: Json } = {}) {
    const start = '2026-01-30T00:00:00.000Z';
    const end = '2026-01-31T00:00:00.000Z';
    const dataInterval = { start, end };
    const facts = { dagId: 'demo', runId: 'r1', runType: 'manual', isLatest: true } as const;
    const run = { ...facts, logicalDate: start, dataInterval };
    this.reducer = createRun({ plan: of, run, params, events: {} });
    this.step({ type: 'start' });
  }

  ok(path: InstancePath, result: Json = null): this {
    return this.step({ type: 'succeeded', path, output: { kind: 'inline', value: result } });
  }
  fail(path: InstancePath): this {
    return this.step({ type: 'failed', path, error: { type: 'TaskFailed', message: 'No.' } });
  }
  skip(path: InstancePath): this {
    return this.step({ type: 'skipped', path, reason: 'Not today.' });
  }
  step(event: Parameters<DagRunReducer['apply']>[0][number]): this {
    this.last = this.reducer.apply([event]);
    for (const command of this.last.commands) {
      if (command.type !== 'schedule') continue;
      this.started.push(command.path);
      this.inputs.set(command.path, command.input);
    }
    return this;
  }

  /** What the last step started. */
  get starts(): readonly InstancePath[] {
    return this.last.commands.flatMap((each) => (each.type === 'schedule' ? [each.path] : []));
  }
  get finish(): Extract<RunStep['commands'][number], { type: 'finish' }> | undefined {
    return this.last.commands.find((each) => each.type === 'finish');
  }
  get states(): Readonly<Record<InstancePath, string>> {
    return Object.fromEntries(this.reducer.snapshot().map(({ path, state }) => [path, state]));
  }
  reason(path: InstancePath): string | undefined {
    return this.reducer.snapshot().find((row) => row.path === path)?.reason;
  }
}
