import { z } from 'zod';
import type { Expression } from '../plan/expression.ts';
import { OPERATORS } from '../plan/expression.ts';
import type { Json, JsonObject } from '../plan/json.ts';
import type { CompiledPlan, PlanNode, Region } from '../plan/plan.ts';
import { TRIGGER_RULES } from '../plan/trigger-rule.ts';

/** The form of a plan, field by field; unknown fields are refused, since nothing would run them. */
const json: z.ZodType<Json> = z.json();
const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());
const path = z.array(z.union([z.string(), z.number()])).readonly();
const text = z.string();
const count = z.number();

const expression: z.ZodType<Expression> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('literal'), value: json }),
    z.strictObject({ kind: z.literal('output'), node: text, path }),
    z.strictObject({ kind: z.literal('params'), path }),
    z.strictObject({ kind: z.literal('run'), path }),
    z.strictObject({ kind: z.literal('events'), path }),
    z.strictObject({ kind: z.literal('item'), map: text, path }),
    z.strictObject({ kind: z.literal('index'), map: text }),
    z.strictObject({ kind: z.literal('state'), repeat: text, path }),
    z.strictObject({ kind: z.literal('iteration'), repeat: text }),
    z.strictObject({ kind: z.literal('resource'), resource: text, path }),
    z.strictObject({ kind: z.literal('list'), items: z.array(expression) }),
    z.strictObject({ kind: z.literal('object'), fields: z.record(text, expression) }),
    z.strictObject({
      kind: z.literal('template'),
      text: z.array(text),
      values: z.array(expression),
    }),
    z.strictObject({
      kind: z.literal('call'),
      operator: z.enum(OPERATORS),
      args: z.array(expression),
      path,
    }),
  ]),
);

const node = {
  id: text,
  upstream: z.array(text),
  group: text.exactOptional(),
  doc: text.exactOptional(),
  facts: z.array(z.strictObject({ path, want: z.enum(['value', 'length']) })),
};

const options = z.strictObject({
  queue: text,
  retries: count,
  retryDelayMs: count,
  retryBackoff: count,
  retryJitter: count.exactOptional(),
  retryRules: z
    .array(z.strictObject({ on: text, retry: z.boolean(), afterMs: count.exactOptional() }))
    .exactOptional(),
  maxRetryDelayMs: count,
  nonRetryable: z.array(text),
  timeoutMs: count,
  heartbeatTimeoutMs: count,
  totalTimeoutMs: count.exactOptional(),
  queueTimeoutMs: count.exactOptional(),
  pool: text.exactOptional(),
  priority: count.exactOptional(),
  resources: z
    .strictObject({
      gpu: count.exactOptional(),
      gpuMemoryBytes: count.exactOptional(),
      cpu: count.exactOptional(),
      memoryBytes: count.exactOptional(),
      labels: z.record(text, text).exactOptional(),
    })
    .exactOptional(),
  local: z.boolean().exactOptional(),
  cache: z
    .strictObject({
      scope: z.enum(['run', 'dag', 'global']),
      salt: text,
      codeVersion: text,
      ttlMs: count.exactOptional(),
    })
    .exactOptional(),
  outputTtlMs: count.exactOptional(),
  isolation: z.enum(['process', 'inline']),
  callbacks: z.array(z.enum(['execute', 'success', 'failure', 'retry', 'skipped'])),
});

/** What a driver starts. */
const started = { ...node, input: expression, triggerRule: z.enum(TRIGGER_RULES) };
const body = { ...started, definition: count, options, outlets: z.array(text) };
const poke = z.strictObject({
  intervalMs: count,
  exponential: z.boolean(),
  maxIntervalMs: count,
  timeoutMs: count,
  softFail: z.boolean(),
});

const region: z.ZodType<Region> = z.lazy(() =>
  z.strictObject({ nodes: z.array(planNode), result: expression }),
);

/** By kind; expressions are lazy already. */
const startedNodes = [
  z.strictObject({ ...body, kind: z.literal('task') }),
  z.strictObject({ ...body, kind: z.literal('sensor'), poke }),
  z.strictObject({
    ...started,
    kind: z.literal('childDag'),
    dagId: text,
    wait: z.boolean(),
    cancel: z.enum(['with_parent', 'leave']),
    options,
  }),
  z.strictObject({ ...started, kind: z.literal('waitUntil') }),
  z.strictObject({
    ...started,
    kind: z.literal('waitForEvent'),
    source: text,
    sourceKind: z.enum(['asset', 'event']),
    payload: jsonObject.exactOptional(),
    timeoutMs: count.exactOptional(),
    softFail: z.boolean(),
  }),
  z.strictObject({
    ...started,
    kind: z.literal('approval'),
    form: jsonObject,
    assignees: z.array(text),
    approvers: count,
    timeoutMs: count.exactOptional(),
    onTimeout: z.enum(['fail', 'approved', 'rejected']),
  }),
] as const;

const planNode: z.ZodType<PlanNode> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    ...startedNodes,
    z.strictObject({
      ...node,
      kind: z.literal('map'),
      items: expression,
      body: region,
      maxParallel: count.exactOptional(),
      named: z.boolean(),
    }),
    z.strictObject({
      ...node,
      kind: z.literal('branch'),
      on: expression,
      cases: z.array(z.strictObject({ key: text, region })),
      many: z.boolean(),
    }),
    z.strictObject({
      ...node,
      kind: z.literal('shortCircuit'),
      condition: expression,
      ignoreDownstreamTriggerRules: z.boolean(),
    }),
    z.strictObject({
      ...node,
      kind: z.literal('repeat'),
      initial: expression,
      body: region,
      until: expression,
      maxIterations: count,
      atCap: z.enum(['fail', 'accept']),
      named: z.boolean(),
    }),
    z.strictObject({
      ...node,
      kind: z.literal('withResource'),
      setup: region,
      body: region,
      teardown: region,
      teardownWhen: z.enum(['always', 'failure']),
      failRunOnTeardownFailure: z.boolean(),
    }),
  ]),
);

const schedule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('preset'),
    preset: z.enum([
      '@once',
      '@continuous',
      '@hourly',
      '@daily',
      '@weekly',
      '@monthly',
      '@quarterly',
      '@yearly',
    ]),
  }),
  z.strictObject({
    kind: z.literal('cron'),
    expressions: z.array(text),
    timezone: text,
    jitterMs: count,
  }),
  z.strictObject({ kind: z.literal('every'), intervalMs: count, offsetMs: count }),
  z.strictObject({
    kind: z.literal('events'),
    mode: z.enum(['all', 'any']),
    sources: z.array(z.strictObject({ key: text, source: text })),
  }),
]);

const settings = z.strictObject({
  catchup: z.boolean(),
  startDate: text.exactOptional(),
  endDate: text.exactOptional(),
  maxActiveRuns: count.exactOptional(),
  maxActiveTasks: count.exactOptional(),
  timeoutMs: count.exactOptional(),
  failFast: z.boolean(),
  tags: z.array(text),
  owner: text.exactOptional(),
  doc: text.exactOptional(),
  callbacks: z.array(z.enum(['success', 'failure'])),
});

export const planSchema: z.ZodType<CompiledPlan> = z.strictObject({
  planVersion: z.literal(1),
  id: text,
  hash: text,
  params: jsonObject,
  settings,
  schedule: schedule.exactOptional(),
  root: region,
  groups: z.array(
    z.strictObject({ id: text, parent: text.exactOptional(), doc: text.exactOptional() }),
  ),
  definitions: z.array(z.strictObject({ name: text, input: jsonObject, output: jsonObject })),
});
