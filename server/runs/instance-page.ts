import type { InstanceRow, RunRow } from '../../stores/runs/run-store.ts';
import type { Stores } from '../../stores/stores.ts';
import type { RunControl } from '../control/run-control.ts';
import { runInstances } from './run-instances.ts';

export interface InstanceQuery {
  readonly limit: number;
  /** Path of the last instance of the page before. */
  readonly after?: string;
  readonly taskId?: string;
  readonly state?: string;
}
export interface InstancePageView {
  readonly instances: readonly InstanceRow[];
  readonly total: number;
  readonly counts: { readonly [state: string]: number };
  readonly nextAfter: string | null;
  readonly live: boolean;
  /** Whether every instance of the run is in it. */
  readonly complete: boolean;
}

/** Runs of up to so many instances are asked themselves; larger ones are read from the database. */
export const LIVE_INSTANCES = 2_000;

/**
 * A page of a run's instances. A small open run answers itself, so that what it has not come to yet
 * shows too; a large one, or a closed one, is read page by page from the database.
 */
export async function instancePage(
  stores: Stores,
  control: RunControl,
  run: RunRow,
  query: InstanceQuery,
): Promise<InstancePageView> {
  const counts = await stores.runs.countInstances(run.dagId, run.runId);
  if (sum(Object.values(counts)) <= LIVE_INSTANCES) {
    const { instances, live } = await runInstances(stores, control, run);
    const page = cut(instances, query);
    const complete = page.instances.length === instances.length;
    if (instances.length <= LIVE_INSTANCES * 2) return { ...page, live, complete };
  }
  const { limit, ...page } = query;
  const rows = await stores.runs.listInstances(run.dagId, run.runId, { ...page, limit: limit + 1 });
  const instances = rows.slice(0, limit);
  return {
    instances,
    total: await total(stores, run, counts, query),
    counts,
    nextAfter: rows.length > limit ? (instances.at(-1)?.path ?? null) : null,
    live: false,
    complete: false,
  };
}

function cut(
  all: readonly InstanceRow[],
  query: InstanceQuery,
): Omit<InstancePageView, 'live' | 'complete'> {
  const { limit, after, taskId, state } = query;
  const counts: { [state: string]: number } = {};
  for (const row of all) counts[row.state] = (counts[row.state] ?? 0) + 1;
  const fitting = all.filter(
    (row) =>
      (taskId === undefined || row.taskId === taskId) &&
      (state === undefined || row.state === state),
  );
  const from = after === undefined ? 0 : fitting.findIndex(({ path }) => path === after) + 1;
  const instances = fitting.slice(from, from + limit);
  const more = from + limit < fitting.length;
  const nextAfter = more ? (instances.at(-1)?.path ?? null) : null;
  return { instances, total: fitting.length, counts, nextAfter };
}

/** Counted by state only, so a filter by task has to be read. */
async function total(
  stores: Stores,
  { dagId, runId }: RunRow,
  counts: { readonly [state: string]: number },
  { taskId, state }: InstanceQuery,
): Promise<number> {
  if (taskId === undefined) {
    return state === undefined ? sum(Object.values(counts)) : (counts[state] ?? 0);
  }
  const filter = { taskId, ...(state !== undefined && { state }) };
  return (await stores.runs.listInstances(dagId, runId, filter)).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}
