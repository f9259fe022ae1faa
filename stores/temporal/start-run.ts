import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import { planMarkdown } from '../../workflows/graph/index.ts';
import { WORKFLOW_QUEUE, workflowIdOf } from '../../workflows/protocol/names.ts';
import { attributesOf } from '../../workflows/protocol/run-attributes.ts';
import {
  DRIVER_REVISION,
  type ExecutionLimits,
  type RunFacts,
  type RunInput,
} from '../../workflows/protocol/run-input.ts';
import { rowOfRun } from '../runs/run-facts.ts';
import type { Stores } from '../stores.ts';
import type { TemporalClient } from './connect.ts';
import { planSource } from './plan-source.ts';

export interface RunRequest {
  readonly plan: CompiledPlan;
  readonly run: RunFacts;
  /** Parsed already: defaults filled in. */
  readonly params: JsonObject;
  readonly events?: { readonly [key: string]: Json };
  readonly limits?: ExecutionLimits;
}
export interface StartedRun {
  readonly workflowId: string;
  /** False when a run of this id was there before; nothing was started then. */
  readonly created: boolean;
}

/** Temporal shows at most 20 kB of details. */
const DETAILS_BYTES = 20_000;

/**
 * Starts a dag run: its row first, so that no run is ever without one, then its workflow. A crash
 * between the two is mended by calling again with the same run id: both steps are idempotent.
 */
export async function startRun(
  temporal: TemporalClient,
  stores: Stores,
  request: RunRequest,
): Promise<StartedRun> {
  const { plan, run, params } = request;
  const workflowId = workflowIdOf(run.dagId, run.runId);
  const [{ created }, source] = await Promise.all([
    stores.runs.createRun(rowOfRun(plan, run, params, workflowId, request.events)),
    planSource(stores.objects, plan),
  ]);
  const input: RunInput = {
    kind: 'run',
    plan: source,
    run,
    params,
    events: request.events ?? {},
    generation: 1,
    revision: DRIVER_REVISION,
    ...(request.limits === undefined ? {} : { limits: request.limits }),
  };
  try {
    await temporal.client.workflow.start(run.dagId, {
      taskQueue: WORKFLOW_QUEUE,
      workflowId,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      args: [input],
      typedSearchAttributes: attributesOf(run),
      memo: { planHash: plan.hash },
      ...userMetadata(plan, run),
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { workflowId, created: false };
  }
  return { workflowId, created };
}

/** What Temporal's UI shows of a run before it has done anything. */
export function userMetadata(
  plan: CompiledPlan,
  run: { readonly runType: string; readonly runId?: string },
): { staticSummary: string; staticDetails: string } {
  const doc = plan.settings.doc === undefined ? '' : `${plan.settings.doc}\n\n`;
  return {
    staticSummary: `${plan.id}: ${run.runType} run`,
    staticDetails: `${doc}${planMarkdown(plan)}`.slice(0, DETAILS_BYTES),
  };
}
