import type { CompiledPlan, PlanNode, StartedNode } from '../../dsl/plan/plan.ts';
import { sampleOptions, samplePlan, sampleRegion, sampleTask } from './sample-plan.ts';

const NOTHING = { kind: 'literal', value: null } as const;
const EMPTY = { kind: 'object', fields: {} } as const;

/** A plan with every word that waits, repeats, or sets up. */
export function sampleWordsPlan(): CompiledPlan {
  return samplePlan({ id: 'words', groups: [], root: sampleRegion([...waits(), ...frames()]) });
}

const started = (id: string, upstream: readonly string[]): Omit<StartedNode, 'kind'> => ({
  ...{ id, upstream, facts: [], input: EMPTY, triggerRule: 'all_success' },
});

function waits(): readonly PlanNode[] {
  return [
    {
      ...started('file', []),
      ...{ kind: 'sensor', definition: 0, options: sampleOptions, outlets: [] },
      poke: {
        ...{ intervalMs: 60_000, exponential: false, maxIntervalMs: 3_600_000 },
        ...{ timeoutMs: 300_000, softFail: false },
      },
    },
    { ...started('late', ['file']), kind: 'waitUntil' },
    {
      ...started('labels', ['late']),
      ...{ kind: 'waitForEvent', source: 'labels.ready', sourceKind: 'event', softFail: false },
      timeoutMs: 604_800_000,
    },
    {
      ...started('ask', ['labels']),
      ...{ kind: 'approval', form: {}, assignees: [], approvers: 2, onTimeout: 'fail' },
    },
    {
      ...started('score', ['ask']),
      ...{ kind: 'childDag', dagId: 'score_all', wait: true, cancel: 'with_parent' },
      options: sampleOptions,
      triggerRule: 'none_failed',
    },
    {
      ...started('tell', ['score']),
      ...{ kind: 'childDag', dagId: 'watch', wait: false, cancel: 'with_parent' },
      options: sampleOptions,
    },
  ];
}

function frames(): readonly PlanNode[] {
  const base = (id: string, upstream: readonly string[]) => ({ id, upstream, facts: [] });
  return [
    {
      ...base('tune', ['score']),
      ...{ kind: 'repeat', initial: NOTHING, until: NOTHING, maxIterations: 10 },
      ...{ atCap: 'fail', named: true },
      body: sampleRegion([sampleTask('tune.trial'), sampleTask('tune.judge', ['tune.trial'])]),
    },
    {
      ...base('cluster', ['tune']),
      ...{ kind: 'withResource', teardownWhen: 'failure', failRunOnTeardownFailure: false },
      setup: sampleRegion([sampleTask('cluster.start')]),
      body: sampleRegion([sampleTask('cluster.train', ['file'])]),
      teardown: sampleRegion([]),
    },
  ];
}
