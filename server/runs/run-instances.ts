import type { InstanceRow, RunRow } from '../../stores/runs/run-store.ts';
import type { Stores } from '../../stores/stores.ts';
import type { LiveState } from '../../workflows/protocol/live-state.ts';
import { isFinal, type TaskState } from '../../workflows/run/state.ts';
import type { RunControl } from '../control/run-control.ts';

/**
 * The instances of a run: from the database alone once it is closed, else joined with what the open
 * run says of itself.
 */
export async function runInstances(
  stores: Stores,
  control: RunControl,
  run: RunRow,
): Promise<{ readonly instances: readonly InstanceRow[]; readonly live: boolean }> {
  const open = run.state === 'queued' || run.state === 'running';
  const [stored, live] = await Promise.all([
    stores.runs.listInstances(run.dagId, run.runId),
    open ? control.liveState(run.dagId, run.runId) : undefined,
  ]);
  if (live === undefined) return { instances: stored, live: false };
  return { instances: mergeInstances(stored, live.instances), live: true };
}

/** Instances that the run has not come to yet are known from its plan only; they have no row. */
const BARE = {
  tryNumber: 0,
  queue: null,
  worker: null,
  startedAt: null,
  endedAt: null,
  output: null,
  error: null,
  reason: null,
  logKey: null,
} as const;

/**
 * Workers write starts, retries and ends to the database before the run hears of them, so a stored
 * state of that kind is the fresher one. What the run decides (scheduled, skipped, …) it knows first.
 */
export function mergeInstances(
  stored: readonly InstanceRow[],
  live: LiveState['instances'],
): readonly InstanceRow[] {
  const rows = new Map(stored.map((row) => [row.path, row]));
  const merged = live.map((instance): InstanceRow => {
    const row = rows.get(instance.path);
    rows.delete(instance.path);
    if (row === undefined) return { ...BARE, ...instance, reason: instance.reason ?? null };
    if (isFromWorker(row.state) && !isFinalWord(instance.state)) return row;
    if (isFinalWord(row.state)) return row;
    return { ...row, state: instance.state, reason: instance.reason ?? row.reason };
  });
  return [...merged, ...rows.values()];
}

function isFromWorker(state: string): boolean {
  return state === 'running' || state === 'up_for_retry';
}

function isFinalWord(state: string): boolean {
  // Any other word compares unequal to all final ones, which is what is asked.
  return isFinal(state as TaskState);
}
