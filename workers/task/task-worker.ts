import { LRUCache } from 'lru-cache';
import type { ObjectStore } from '../../stores/objects/object-store.ts';
import { ChildPool, type ChildPoolSetup } from './child/child-pool.ts';
import { Secrets } from './secrets.ts';
import { patientObjects } from './store-access/patient-objects.ts';
import type { Patience } from './store-access/patience.ts';
import type { TaskActivityDeps } from './task-activity-deps.ts';
import { TASK_LIMITS, type TaskLimits } from './task-limits.ts';
import { BlobReader } from './value/blob-reader.ts';

/** What all attempts of one worker share. */
export interface TaskWorker {
  readonly deps: TaskActivityDeps;
  readonly limits: TaskLimits;
  readonly patience: Patience;
  readonly objects: ObjectStore;
  readonly blobs: BlobReader;
  readonly secrets: Secrets;
  readonly children: ChildPool;
  /** What sensors said at their last poke on this worker, to tell news from repetition. */
  readonly lastPokes: LRUCache<string, string>;
}

const LAST_POKES = 10_000;

export function taskWorker(deps: TaskActivityDeps): TaskWorker {
  const limits = { ...TASK_LIMITS, ...deps.limits };
  const patience: Patience = {
    waitMs: limits.storeWaitMs,
    onRetry: (error) => deps.log.warn({ err: error }, 'A store did not answer; trying again'),
  };
  const objects = patientObjects(deps.stores.objects, patience);
  return {
    deps,
    limits,
    patience,
    objects,
    blobs: new BlobReader(objects),
    secrets: new Secrets(deps.env ?? process.env),
    children: new ChildPool({
      ...childDefaults(deps),
      ...deps.children,
    }),
    lastPokes: new LRUCache({ max: LAST_POKES }),
  };
}

/** A device takes one task at a time; processors take as many as there are. */
function childDefaults({ worker, log, sources, devices }: TaskActivityDeps): ChildPoolSetup {
  const device = worker.device ?? 'cpu';
  const onePerDevice = !device.startsWith('cpu');
  return {
    ...{ log, onePerDevice },
    ...(onePerDevice && devices !== undefined ? { max: Math.max(1, devices.size) } : {}),
    ...(sources === undefined ? {} : { sources }),
  };
}
