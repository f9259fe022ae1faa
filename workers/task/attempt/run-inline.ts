import type { Services } from '../../../activities/services.ts';
import { taskRunId } from '../../../stores/tracking/run-id.ts';
import type { BoundExpression } from '../../../workflows/protocol/index.ts';
import { makeTaskContext } from '../context/make-task-context.ts';
import type { DeviceId } from '../device/device-pool.ts';
import { runBody, type BodyOutcome } from '../run-body.ts';
import type { LoadedTask } from '../task-activity-deps.ts';
import type { AttemptScope } from './attempt-scope.ts';
import { auditOf } from './audit-of.ts';
import type { Signals } from './stop-signals.ts';
import { workerHost } from './worker-host.ts';

/** Runs a body in the worker's own process. */
export function runInline(
  scope: AttemptScope,
  { body }: LoadedTask,
  input: BoundExpression,
  signals: Signals,
): Promise<BodyOutcome> {
  const { worker, call, key } = scope;
  const context = makeTaskContext({
    run: call.run,
    attempt: scope.tryNumber,
    signal: () => signals.stop,
    host: workerHost(scope),
    objects: worker.objects,
    instance: key,
    trackingRun: () => taskRunId(key, call.generation),
    services: servicesOf(scope),
  });
  return runBody({
    taskId: call.taskId,
    body,
    input,
    facts: call.facts,
    context,
    objects: worker.objects,
    readBlob: (blob) => worker.blobs.read(blob),
    limits: worker.limits,
  });
}

function servicesOf(scope: AttemptScope): Services {
  const { worker, call, key, devices } = scope;
  const { stores, inference } = worker.deps;
  return {
    objects: worker.objects,
    models: stores.models,
    audit: auditOf(scope),
    runs: stores.runs,
    instance: key,
    planHash: call.planHash,
    device: deviceOf(worker.deps.worker, devices),
    ...(inference === undefined ? {} : { inference }),
  };
}

/** Device and backend as the record shows them, with the ids of the devices a body has. */
export function deviceOf(
  facts: { readonly device?: string; readonly backend?: string },
  devices: readonly DeviceId[],
): { readonly name: string; readonly backend: string } {
  const name = facts.device ?? 'cpu';
  const ids = devices.map(({ id }) => id).join(',');
  return { name: ids === '' ? name : `${name} #${ids}`, backend: facts.backend ?? 'none' };
}
