import type { InstanceRow, RunRow } from '../../stores/runs/run-store.ts';
import type { Stores } from '../../stores/stores.ts';
import type { RunControl } from '../control/run-control.ts';
import { LIVE_INSTANCES } from './instance-page.ts';
import { runInstances } from './run-instances.ts';
import { withReasons } from './why-waiting.ts';

/** One instance as it is now, also one that the open run has not come to; undefined when unknown. */
export async function oneInstance(
  stores: Stores,
  control: RunControl,
  run: RunRow,
  path: string,
): Promise<InstanceRow | undefined> {
  const { dagId, runId } = run;
  const counts = await stores.runs.countInstances(dagId, runId);
  const size = Object.values(counts).reduce((left, right) => left + right, 0);
  if (size > LIVE_INSTANCES) {
    const row = await stores.runs.getInstance({ dagId, runId, path });
    if (row === undefined) return undefined;
    return (await withReasons(stores, control, run, [row], { complete: false }))[0];
  }
  const { instances } = await runInstances(stores, control, run);
  const all = await withReasons(stores, control, run, instances, { complete: true });
  return all.find((row) => row.path === path);
}
