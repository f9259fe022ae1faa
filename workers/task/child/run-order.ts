import type { TaskContext } from '../../../dsl/index.ts';
import { makeTaskContext } from '../context/make-task-context.ts';
import { faultOfThrown } from '../describe-thrown.ts';
import { faultOfEngine } from '../engine-fault.ts';
import { runBody, type BodyOutcome } from '../run-body.ts';
import { BlobReader } from '../value/blob-reader.ts';
import type { Order, OrderEnd } from './channel.ts';
import { childHost, type ChildHost } from './child-host.ts';
import { taskStores, type TaskStores } from './lazy-stores.ts';
import { loadBody } from './load-body.ts';
import { runCallback } from './run-callback.ts';
import { tellParent, toldParent } from './parent.ts';

export interface RunningOrder {
  /** The body is asked to end. */
  stop(): void;
  /** Something was thrown where nobody caught it: the try has failed. */
  failWith(thrown: unknown): void;
  /** Settles when the worker has been told the end. */
  readonly ended: Promise<void>;
}

/** Runs one try and tells the worker how it ended. */
export function runOrder(order: Order): RunningOrder {
  const stopping = new AbortController();
  let failWith: (thrown: unknown) => void = () => undefined;
  const stray = new Promise<OrderEnd>((resolve) => {
    failWith = (thrown) => {
      const fault = faultOfThrown(thrown);
      const message = `It left an error that nobody caught: ${fault.message}`;
      resolve({ kind: 'fault', fault: { ...fault, message }, reusable: false });
    };
  });
  const ended = Promise.race([attempt(order, stopping.signal), stray]).then((end) =>
    report(order, end),
  );
  return { stop: () => stopping.abort(), failWith: (thrown) => failWith(thrown), ended };
}

async function attempt(order: Order, signal: AbortSignal): Promise<OrderEnd> {
  try {
    const outcome = await runHere(order, signal);
    return { kind: 'outcome', outcome, reusable: true };
  } catch (error) {
    return { kind: 'fault', fault: faultOfEngine(error), reusable: true };
  }
}

async function runHere(order: Order, signal: AbortSignal): Promise<BodyOutcome> {
  process.chdir(order.scratch);
  if (order.callback !== undefined) {
    tellParent({ perdure: 'begun', id: order.id });
    return runCallback(order, order.callback, signal);
  }
  const stores = taskStores(order);
  const body = await loadBody(order);
  tellParent({ perdure: 'begun', id: order.id });
  const blobs = new BlobReader(stores.objects);
  const host = childHost();
  try {
    return await runBody({
      taskId: order.taskId,
      body,
      input: order.input,
      facts: order.facts,
      context: contextOf(order, { stores, host, signal }),
      objects: stores.objects,
      readBlob: (blob) => blobs.read(blob),
      limits: order.limits,
    });
  } finally {
    host.sendTracked();
  }
}

function contextOf(
  order: Order,
  { stores, host, signal }: { stores: TaskStores; host: ChildHost; signal: AbortSignal },
): TaskContext {
  const { run, attempt: tryNumber, instance, planHash, device, inference } = order;
  return makeTaskContext({
    run,
    attempt: tryNumber,
    signal: () => signal,
    host,
    objects: stores.objects,
    instance,
    trackingRun: () => order.trackingRun,
    services: {
      ...{ objects: stores.objects, models: stores.models, audit: stores.audit },
      ...{ instance, planHash, device },
      ...(inference === undefined ? {} : { inference }),
    },
  });
}

const writeOut = process.stdout.write.bind(process.stdout);
const writeErr = process.stderr.write.bind(process.stderr);

/** The marks come behind everything the body wrote: the worker waits for them. */
async function report(order: Order, end: OrderEnd): Promise<void> {
  writeOut(`\n${order.endMark}\n`);
  writeErr(`\n${order.endMark}\n`);
  process.chdir('/');
  await toldParent({ perdure: 'ended', id: order.id, end });
}
