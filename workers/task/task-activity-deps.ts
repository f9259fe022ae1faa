import type { Logger } from 'pino';
import type { TaskBody } from '../../dsl/runtime/dag-runtime.ts';
import type { LogLimits } from '../../stores/logs/index.ts';
import type { StoresConfig } from '../../stores/open-stores.ts';
import type { Stores } from '../../stores/stores.ts';
import type { WorkerFacts } from '../../stores/runs/run-store.ts';
import type { ActivityPort } from './attempt/activity-port.ts';
import type { ChildPoolOptions } from './child/child-pool.ts';
import type { DevicePool } from './device/device-pool.ts';
import type { TaskLimits } from './task-limits.ts';

export interface TaskActivityDeps {
  readonly stores: Stores;
  /**
   * How task processes open the object store for themselves, once a task there needs it; everything
   * else they ask of the worker. Left out, they ask for that too: right for stores in memory.
   */
  readonly storesConfig?: StoresConfig;
  /** The code of a task, and the absolute path of its dag file, which child processes load. */
  readonly lookup: (dagId: string, taskId: string, planHash: string) => LoadedTask | undefined;
  /**
   * The author's modules, address to text, as this worker loaded them: task processes load these,
   * so that an edit does not reach into runs that were started before. Left out, they read files.
   */
  readonly sources?: ReadonlyMap<string, string>;
  readonly worker: WorkerFacts;
  /** False: the build of this worker is no version, and any worker may call its callbacks. */
  readonly versioned?: boolean;
  /** Told when an attempt has left a message in the outbox. */
  readonly onMessage?: () => void;
  /** The devices of this process; left out, tasks are not kept apart. */
  readonly devices?: DevicePool;
  readonly log: Logger;
  readonly inference?: { readonly url: string; readonly token: string };
  readonly limits?: Partial<TaskLimits>;
  readonly logLimits?: Partial<LogLimits>;
  readonly children?: Partial<ChildPoolOptions>;
  /** Where secrets (`PERDURE_SECRET_*`) come from; default: this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** False leaves uncaught errors of this process to its owner: a test runner has its own ways. */
  readonly ownsProcess?: boolean;
  /** Default: the Temporal activity that is running. */
  readonly port?: () => ActivityPort;
}

export interface LoadedTask {
  readonly body: TaskBody;
  readonly file: string;
}
