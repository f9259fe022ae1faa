import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { JsonObject } from '../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { rowOfRun } from '../../stores/runs/run-facts.ts';
import type { Stores } from '../../stores/stores.ts';
import { planSource, userMetadata } from '../../stores/temporal/index.ts';
import type { ChildRequest, PreparedChild } from '../../workflows/dag-run/engine-activities.ts';
import { DRIVER_REVISION, FAILURE_TYPES, type RunFacts } from '../../workflows/protocol/index.ts';
import { workflowIdOf } from '../../workflows/protocol/names.ts';
import { resolveOfRun } from './instance-values.ts';

/** A plan travels in every child's start, and a run may have many children. */
const INLINE_PLAN_BYTES = 16 * 1024;
const MOST_ID_CHARS = 180;
const HASH_CHARS = 16;

/** The plan a worker of this build has of a dag. */
export type PlanOf = (dagId: string) => CompiledPlan | undefined;

/** Checks a child's params, writes its row, and says what to start. Idempotent: so is its run id. */
export async function prepareChild(
  stores: Stores,
  planOf: PlanOf,
  request: ChildRequest,
  now: Date,
): Promise<PreparedChild> {
  const { owner, childDagId, input } = request;
  // A child runs on its parent's build, so on the plan this worker has loaded.
  const plan = planOf(childDagId) ?? (await stores.dags.plan(childDagId));
  if (plan === undefined) throw refused(`No dag "${childDagId}" is published.`);
  const params = parsedParams(plan, await resolveOfRun(stores, owner, input));
  const runId = childRunId(request);
  const workflowId = workflowIdOf(childDagId, runId);
  const run = await childRun(stores, request, runId, now);
  await stores.runs.createRun({
    ...rowOfRun(plan, run, params, workflowId),
    parent: { dagId: owner.dagId, runId: owner.runId, path: owner.path },
  });
  const { staticSummary, staticDetails } = userMetadata(plan, run);
  return {
    workflowId,
    planHash: plan.hash,
    input: {
      kind: 'run',
      plan: await planSource(stores.objects, plan, INLINE_PLAN_BYTES),
      ...{ run, params, events: {}, generation: 1, revision: DRIVER_REVISION },
    },
    summary: staticSummary,
    details: staticDetails,
  };
}

/** The same instance, generation and try give the same id; other ones another. */
export function childRunId({ owner, tried }: Pick<ChildRequest, 'owner' | 'tried'>): string {
  const { runId, path, generation } = owner;
  const place = path.replaceAll('[', ':').replaceAll(']', '');
  const again = `${generation > 1 ? `__g${generation}` : ''}${tried > 1 ? `__t${tried}` : ''}`;
  const whole = `child__${runId}__${place}`;
  if (whole.length + again.length <= MOST_ID_CHARS) return whole + again;
  const hash = createHash('sha256').update(`${runId} ${path}`).digest('hex').slice(0, HASH_CHARS);
  return `child__${hash}__${place.slice(-(MOST_ID_CHARS / 2))}${again}`;
}

async function childRun(
  stores: Stores,
  { owner, childDagId }: ChildRequest,
  runId: string,
  now: Date,
): Promise<RunFacts> {
  const parent = await stores.runs.getRun(owner.dagId, owner.runId);
  return {
    dagId: childDagId,
    runId,
    runType: 'child',
    isLatest: true,
    logicalDate: (parent?.logicalDate ?? now).toISOString(),
    dataInterval: {
      start: (parent?.dataInterval.start ?? now).toISOString(),
      end: (parent?.dataInterval.end ?? now).toISOString(),
    },
  };
}

function parsedParams(plan: CompiledPlan, given: unknown): JsonObject {
  const parsed = z.fromJSONSchema(plan.params).safeParse(given);
  if (parsed.success) return parsed.data as JsonObject; // params have an object schema
  throw refused(`Dag "${plan.id}" refuses its params: ${z.prettifyError(parsed.error)}`);
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.childRefused,
    message,
    nonRetryable: true,
  });
}
