import type {
  BranchNode,
  CompiledPlan,
  MapNode,
  PlanNode,
  Region,
  TaskNode,
} from '../../dsl/plan/plan.ts';
import type { PlanTaskOptions } from '../../dsl/plan/plan-task-options.ts';

export const sampleOptions: PlanTaskOptions = {
  queue: 'cpu',
  retries: 0,
  retryDelayMs: 300_000,
  retryBackoff: 1,
  maxRetryDelayMs: 86_400_000,
  nonRetryable: [],
  timeoutMs: 3_600_000,
  heartbeatTimeoutMs: 10_000,
  isolation: 'inline',
  callbacks: [],
};
const NOTHING = { kind: 'literal', value: null } as const;

/** A task of a hand-written plan, for tests of what reads plans. */
export function sampleTask(
  id: string,
  upstream: readonly string[] = [],
  more: Partial<TaskNode> & { readonly queue?: string } = {},
): TaskNode {
  const { queue = 'cpu', ...fields } = more;
  return {
    kind: 'task',
    id,
    upstream,
    facts: [],
    definition: 0,
    input: { kind: 'object', fields: {} },
    triggerRule: 'all_success',
    options: { ...sampleOptions, queue },
    outlets: [],
    ...fields,
  };
}

/** A region without a result. */
export function sampleRegion(nodes: readonly PlanNode[]): Region {
  return { nodes, result: NOTHING };
}

/** A map of a hand-written plan. */
export function sampleMap(id: string, upstream: readonly string[], body: Region): MapNode {
  return { kind: 'map', id, upstream, facts: [], items: NOTHING, body, named: true };
}

/** A branch of a hand-written plan. */
export function sampleBranch(
  id: string,
  upstream: readonly string[],
  cases: { readonly [key: string]: Region },
): BranchNode {
  return {
    kind: 'branch',
    id,
    upstream,
    facts: [],
    on: NOTHING,
    many: false,
    cases: Object.entries(cases).map(([key, region]) => ({ key, region })),
  };
}

/** A plan with every kind of node: groups, a map with a group inside, a branch with an empty case. */
export function samplePlan(more: Partial<CompiledPlan> = {}): CompiledPlan {
  return {
    planVersion: 1,
    id: 'lifecycle',
    hash: '3f0c'.repeat(16),
    params: {
      type: 'object',
      properties: {
        minAccuracy: { type: 'number', minimum: 0, maximum: 1, default: 0.95 },
        rows: { type: 'integer', minimum: 1 },
      },
      required: ['minAccuracy'],
      additionalProperties: false,
    },
    settings: { catchup: false, failFast: false, tags: ['demo'], callbacks: [], doc: 'A sample.' },
    schedule: { kind: 'cron', expressions: ['0 3 * * *'], timezone: 'Europe/Paris', jitterMs: 0 },
    root: sampleRegion(rootNodes()),
    groups: [{ id: 'prepare' }, { id: 'prepare.clean', parent: 'prepare' }, { id: 'fold.inner' }],
    definitions: [{ name: 'any', input: {}, output: {} }],
    ...more,
  };
}

function rootNodes(): PlanNode[] {
  return [
    sampleTask('prepare.ingest', [], { group: 'prepare' }),
    sampleTask('prepare.clean.trim', ['prepare.ingest'], { group: 'prepare.clean' }),
    {
      kind: 'shortCircuit',
      id: 'enough',
      upstream: ['prepare.clean.trim'],
      facts: [],
      condition: NOTHING,
      ignoreDownstreamTriggerRules: true,
    },
    sampleMap(
      'fold',
      ['enough'],
      sampleRegion([
        sampleTask('fold.inner.train', ['prepare.clean.trim'], {
          group: 'fold.inner',
          queue: 'gpu',
        }),
        sampleMap(
          'fold.seeds',
          ['fold.inner.train'],
          sampleRegion([sampleTask('fold.seeds.score', ['fold.inner.train'])]),
        ),
      ]),
    ),
    sampleTask('evaluate', ['fold']),
    sampleBranch('gate', ['evaluate'], {
      promote: sampleRegion([
        sampleTask('deploy', ['evaluate']),
        sampleTask('smoke', ['deploy'], { triggerRule: 'all_done' }),
      ]),
      'no "go" <b>#1</b>': sampleRegion([]),
    }),
    sampleTask('report', ['gate', 'evaluate'], { triggerRule: 'none_failed' }),
  ];
}
