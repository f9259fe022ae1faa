import type { JsonObject } from '../../dsl/plan/json.ts';
import type { DagRuntime } from '../../dsl/runtime/index.ts';
import type { InstanceKey } from '../../stores/runs/run-store.ts';
import type { RunFacts } from '../../workflows/protocol/index.ts';
import { createRun } from '../../workflows/run/index.ts';
import { AttemptRunner } from './attempt-runner.ts';
import { VirtualRun } from './virtual-run.ts';
import type { VirtualWorld } from './virtual-world.ts';

export interface NewVirtualRun {
  readonly world: VirtualWorld;
  readonly runtime: DagRuntime;
  readonly facts: RunFacts;
  readonly params: JsonObject;
  readonly parent?: InstanceKey;
  readonly prefix: string;
}

/** A run on record, and in the world's loop. */
export async function openVirtualRun(made: NewVirtualRun): Promise<VirtualRun> {
  const { world, runtime, facts, params, parent, prefix } = made;
  const { stores, test } = world.options;
  const { dagId, runId, runType, logicalDate, dataInterval } = facts;
  const { plan } = runtime;
  await stores.runs.createRun({
    ...{ dagId, runId, runType, planHash: plan.hash, params, state: 'running' },
    logicalDate: new Date(logicalDate),
    dataInterval: { start: new Date(dataInterval.start), end: new Date(dataInterval.end) },
    workflowId: `${dagId}/${runId}`,
    ...(parent !== undefined && { parent }),
  });
  const send = (event: Parameters<NonNullable<VirtualWorld['events']>['tell']>[0]): void =>
    world.events?.tell(event);
  const runner = new AttemptRunner({ runtime, stores, test, prefix, send });
  const reducer = createRun({ plan, run: facts, params, events: {} });
  const parentPath = parent?.path ?? '';
  const run = new VirtualRun({ world, runtime, facts, reducer, runner, prefix, parentPath });
  world.options.callbacks.add(runtime);
  world.runs.push(run);
  return run;
}
