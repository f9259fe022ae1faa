import type { Claim, Fence, InstanceKey } from '../../../stores/runs/run-store.ts';
import { logKey as logKeyOf } from '../../../stores/objects/object-key.ts';
import type { TaskCall } from '../../../workflows/protocol/index.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import { chunksBehind } from '../sensor/chunks-behind.ts';
import type { TaskWorker } from '../task-worker.ts';
import { AttemptTracker } from '../track/attempt-tracker.ts';
import type { ActivityPort } from './activity-port.ts';
import { AttemptLog } from './attempt-log.ts';
import type { DeviceId } from '../device/device-pool.ts';
import { startHeartbeat, type HeartbeatLoop } from './heartbeat-loop.ts';

/** One attempt of one task instance, from its first moment to its last. */
export interface AttemptScope {
  readonly worker: TaskWorker;
  readonly call: TaskCall;
  readonly port: ActivityPort;
  readonly key: InstanceKey;
  /** Temporal's attempt; of a sensor its try, which is known once its earlier pokes were read. */
  fence: Fence;
  claim: Claim;
  startedAt: Date;
  readonly log: AttemptLog;
  readonly heartbeat: HeartbeatLoop;
  readonly tracker: AttemptTracker;
  /** The author's try, once it is known. */
  tryNumber: number;
  /** How often a sensor has asked in this try before. */
  pokes: number;
  /** Those the body has for itself. */
  devices: readonly DeviceId[];
  /** Set while a message about the beginning is on its way: what tells of the end comes after it. */
  begun?: Promise<void>;
  /** After the end nothing the body does counts any more. */
  ended: boolean;
}

export function openAttempt(worker: TaskWorker, call: TaskCall, port: ActivityPort): AttemptScope {
  const key = { dagId: call.run.dagId, runId: call.run.runId, path: call.path };
  const fence = { generation: call.generation, attempt: port.attempt };
  const logKey = logKeyOf(key, fence);
  const claim: Claim = {
    fence,
    taskId: call.taskId,
    mapIndex: call.mapIndex,
    queue: port.queue,
    worker: worker.deps.worker,
    logKey,
  };
  const scope: AttemptScope = {
    ...{ worker, call, port, key, fence, claim },
    startedAt: new Date(),
    heartbeat: startHeartbeat(port),
    log: openLog(
      worker,
      () => scope,
      call.poke === undefined
        ? worker.deps.stores.objects
        : chunksBehind(worker.deps.stores.objects),
    ),
    tracker: openTracker(worker, () => scope),
    tryNumber: 1,
    pokes: 0,
    devices: [],
    ended: false,
  };
  return scope;
}

function openTracker(
  { deps, patience, secrets }: TaskWorker,
  scope: () => AttemptScope,
): AttemptTracker {
  return new AttemptTracker({
    store: deps.stores.tracking.tasks,
    patience,
    task: () => {
      const { key, fence, tryNumber, startedAt } = scope();
      return { ...key, ...fence, tryNumber, startedAt, user: deps.worker.identity };
    },
    mask: (text) => secrets.mask(text),
  });
}

function openLog(
  { deps, secrets }: TaskWorker,
  scope: () => AttemptScope,
  objects: Pick<ObjectStore, 'put'>,
): AttemptLog {
  return new AttemptLog({
    objects,
    logKey: () => scope().claim.logKey,
    heading: () => headingOf(scope()),
    mask: (text) => secrets.mask(text),
    ...(deps.logLimits === undefined ? {} : { limits: deps.logLimits }),
    onError: (error) =>
      deps.log.warn(
        { err: error, logKey: scope().claim.logKey },
        'A part of a task log is not written',
      ),
  });
}

/** The first line of a log; a sensor's later pokes go on with the log of its first. */
function headingOf(scope: AttemptScope):
  | {
      readonly message: string;
      readonly data: object;
    }
  | undefined {
  const { call, worker, tryNumber, pokes, fence, startedAt, devices } = scope;
  if (pokes > 0) return undefined;
  const { identity, build, device, backend } = worker.deps.worker;
  return {
    message: `Try ${tryNumber} of ${call.options.retries + 1} on ${identity}.`,
    data: {
      ...{ build, device, backend, ...fence, startedAt: startedAt.toISOString() },
      ...(devices.length === 0 ? {} : { deviceIds: devices.map(({ id }) => id) }),
    },
  };
}
