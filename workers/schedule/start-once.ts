import type { JsonObject } from '../../dsl/plan/json.ts';
import type { DagRuntime } from '../../dsl/runtime/dag-runtime.ts';
import type { Stores } from '../../stores/stores.ts';
import { startRun, type TemporalClient } from '../../stores/temporal/index.ts';

/** The run id of a `@once` dag; a fixed id is what makes it once. */
export const ONCE_RUN_ID = 'scheduled__once';

/** Starts the single run of a dag with `schedule: '@once'`, unless it was started before. */
export async function startOnce(
  stores: Stores,
  temporal: TemporalClient,
  runtime: DagRuntime,
): Promise<void> {
  const { plan } = runtime;
  if (plan.schedule?.kind !== 'preset' || plan.schedule.preset !== '@once') return;
  const known = await stores.runs.getRun(plan.id, ONCE_RUN_ID);
  if (known?.state === 'success' || known?.state === 'failed') return;
  // A row without a workflow is what a crash between the two steps of a start leaves behind.
  const now = (known?.logicalDate ?? new Date()).toISOString();
  await startRun(temporal, stores, {
    plan,
    // Params of a dag are an object schema, so what it parses is an object.
    params: runtime.params.parse({}) as JsonObject,
    run: {
      dagId: plan.id,
      runId: ONCE_RUN_ID,
      runType: 'scheduled',
      isLatest: true,
      logicalDate: now,
      dataInterval: { start: now, end: now },
    },
  });
}
