import { WorkflowNotFoundError } from '@temporalio/client';
import { factsOfRow } from '../../stores/runs/run-facts.ts';
import type { RunRow } from '../../stores/runs/run-store.ts';
import type { Logger } from 'pino';
import type { Stores } from '../../stores/stores.ts';
import { reopenLost, startRun, type TemporalClient } from '../../stores/temporal/index.ts';
import { repeatUntil } from '../engine/repeat-until.ts';

/**
 * Keeps rows and workflows together. A run's row is written before its workflow is started, so a
 * crash between the two leaves a row that waits for nothing; a workflow that was terminated from
 * outside leaves one that waits for ever.
 *
 * W1 A row without a workflow gets one, from the row's own plan, params, events and dates. A run
 *    that had begun, or that was opened again, goes on as its next generation from what is kept.
 * W2 A row whose workflow is closed ends as failed, unless the workflow wrote its end itself.
 */
const SWEEP_MS = 15_000;
/** Younger rows may be in the middle of their start. */
const MIN_AGE_MS = 30_000;

export interface SweepParts {
  readonly stores: Stores;
  readonly temporal: TemporalClient;
  readonly request: { readonly log: Logger };
}

export async function sweepRuns(parts: SweepParts, signal: AbortSignal): Promise<void> {
  await repeatUntil(signal, SWEEP_MS, {
    work: () => sweepOnce(parts, new Date()),
    log: parts.request.log,
    failure: 'Open runs could not be compared with Temporal',
  });
}

/** One look at all open runs that are old enough. */
export async function sweepOnce(
  parts: SweepParts,
  now: Date,
  minAgeMs = MIN_AGE_MS,
): Promise<void> {
  const { runs } = parts.stores;
  for (const state of ['queued', 'running'] as const) {
    for (const row of await runs.listRuns({ state, limit: 1_000 })) {
      if (now.getTime() - row.createdAt.getTime() > minAgeMs) await compare(parts, row, now);
    }
  }
}

async function compare(parts: SweepParts, row: RunRow, now: Date): Promise<void> {
  const status = await workflowStatus(parts, row.workflowId);
  if (status === 'RUNNING') return;
  if (status === undefined) return restart(parts, row);
  const fresh = await parts.stores.runs.getRun(row.dagId, row.runId);
  if (fresh?.state === 'success' || fresh?.state === 'failed') return;
  const note = `Its workflow is closed (${status.toLowerCase()}) and wrote no end.`;
  const end = { state: 'failed', endedAt: now, result: null, note, instances: [] } as const;
  await parts.stores.runs.finishRun({ dagId: row.dagId, runId: row.runId, ...end });
  parts.request.log.warn({ run: row.workflowId, status }, 'A run without an end was ended');
}

async function workflowStatus(
  { temporal }: SweepParts,
  workflowId: string,
): Promise<string | undefined> {
  try {
    return (await temporal.client.workflow.getHandle(workflowId).describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function restart({ stores, temporal, request }: SweepParts, row: RunRow): Promise<void> {
  const plan = await stores.dags.plan(row.dagId, row.planHash);
  if (plan === undefined) return;
  const { params, events } = row;
  if (await hasBegun(stores, row)) await reopenLost(temporal, row);
  else await startRun(temporal, stores, { plan, params, events, run: factsOfRow(row) });
  request.log.warn({ run: row.workflowId }, 'A run without a workflow was started');
}

/** Rows of instances are written by runs that have begun alone. */
async function hasBegun({ runs }: Stores, { dagId, runId, generation }: RunRow): Promise<boolean> {
  return generation > 1 || (await runs.listInstances(dagId, runId, { limit: 1 })).length > 0;
}
