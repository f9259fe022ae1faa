import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoresConfig } from '../../../stores/open-stores.ts';
import { taskRunId } from '../../../stores/tracking/run-id.ts';
import type { BoundExpression } from '../../../workflows/protocol/index.ts';
import { auditOf } from '../attempt/audit-of.ts';
import type { AttemptScope } from '../attempt/attempt-scope.ts';
import { deviceOf } from '../attempt/run-inline.ts';
import type { Signals } from '../attempt/stop-signals.ts';
import { workerHost } from '../attempt/worker-host.ts';
import type { AttemptHost } from '../context/attempt-host.ts';
import type { BodyOutcome } from '../run-body.ts';
import type { LoadedTask } from '../task-activity-deps.ts';
import type { Ask, Order } from './channel.ts';
import { callStore } from './call-store.ts';
import type { ProcessListener } from './task-process.ts';

let orders = 0;

/** Runs a body in a process of its own; the worker goes on heartbeating beside it. */
export async function runInChild(
  scope: AttemptScope,
  task: LoadedTask,
  input: BoundExpression,
  signals: Signals,
): Promise<BodyOutcome> {
  const scratch = await mkdtemp(join(tmpdir(), 'perdure-task-'));
  try {
    const order = orderOf(scope, task, input, scratch);
    return await scope.worker.children.run(order, listenerOf(scope), signals);
  } finally {
    await rm(scratch, { recursive: true, force: true }).catch(() => undefined);
  }
}

function orderOf(
  { worker, call, key, tryNumber, devices }: AttemptScope,
  { file }: LoadedTask,
  input: BoundExpression,
  scratch: string,
): Order {
  const { inference, storesConfig } = worker.deps;
  return {
    id: ++orders,
    ...{ file, input, scratch },
    taskId: call.taskId,
    planHash: call.planHash,
    run: call.run,
    attempt: tryNumber,
    instance: key,
    trackingRun: taskRunId(key, call.generation),
    facts: call.facts,
    limits: worker.limits,
    device: deviceOf(worker.deps.worker, devices),
    deviceIds: devices.map(({ id }) => id),
    ...(inference === undefined ? {} : { inference }),
    ...(storesConfig === undefined ? {} : { objectStore: objectStoreOf(storesConfig) }),
    storeLocation: worker.objects.location,
    endMark: `perdure-end-${randomUUID()}`,
  };
}

/** Of all the stores, only what reads and writes bytes. */
function objectStoreOf({ objectStore: url, s3 }: StoresConfig): NonNullable<Order['objectStore']> {
  return { url, ...(s3 === undefined ? {} : { s3 }) };
}

function listenerOf(scope: AttemptScope): ProcessListener {
  const host = workerHost(scope);
  return {
    log: ({ level, message, data }) => host.log(level, message, data),
    heartbeat: (detail) => host.heartbeat(detail),
    track: (batch) => host.track(batch),
    answer: (what) => answerTo(scope, host, what),
    line: (source, text) => scope.log.write(source === 'stderr' ? 'warn' : 'info', source, text),
    drained: () => scope.log.drained(),
  };
}

function answerTo(scope: AttemptScope, host: AttemptHost, what: Ask): Promise<unknown> {
  switch (what.kind) {
    case 'secret':
      return host.secret(what.name);
    case 'loadPointer':
      return host.loadPointer();
    case 'savePointer':
      return host.savePointer(what.pointer);
    case 'store':
      return callStore(
        {
          objects: scope.worker.objects,
          models: scope.worker.deps.stores.models,
          audit: auditOf(scope),
        },
        what,
      );
  }
}
