import type { Json } from '../../dsl/plan/json.ts';
import type { InstanceRow, RunRow } from '../../stores/runs/run-store.ts';
import type { Stores } from '../../stores/stores.ts';
import { errorCode } from '../../stores/objects/object-error.ts';
import { loadValue } from '../../stores/values/index.ts';
import type { Output } from '../../workflows/protocol/value.ts';
import { contentsOf, metricsOf, type OutputContent, type OutputMetric } from './output-contents.ts';

/** A task instance of a run, with all that its output names by hash. */
export interface ManifestTask {
  readonly row: InstanceRow;
  readonly contents: readonly OutputContent[];
  readonly metrics: readonly OutputMetric[];
}

/** Pages are read one after the other, so that a large run does not fill the memory. */
const PAGE = 500;

/**
 * What a run was made from and what it made: enough to make it again and to say whether it came out
 * the same. Seeds, data locations and thresholds are in its params; code, lockfile and engine are in
 * its build.
 */
export async function manifestTasks(stores: Stores, run: RunRow): Promise<readonly ManifestTask[]> {
  const tasks: ManifestTask[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await stores.runs.listInstances(run.dagId, run.runId, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const row of page) tasks.push(await manifestTask(stores, row));
    after = page.at(-1)?.path;
    if (page.length < PAGE || after === undefined) return tasks;
  }
}

async function manifestTask(stores: Stores, row: InstanceRow): Promise<ManifestTask> {
  const value = await outputValue(stores, row);
  return { row, contents: contentsOf(value), metrics: metricsOf(value) };
}

/** An output whose time is over is gone; what it named is then not known. */
async function outputValue(stores: Stores, { output }: InstanceRow): Promise<Json> {
  // Workers store the protocol's Output there, and nothing else.
  const stored = output as unknown as Output | null;
  if (stored?.kind === 'inline') return stored.value;
  if (stored?.kind !== 'blob') return null;
  try {
    return await loadValue(stores.objects, stored.blob);
  } catch (error) {
    if (errorCode(error) === 'OBJECT_MISSING') return null;
    throw error;
  }
}
