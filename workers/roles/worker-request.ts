import { hostname } from 'node:os';
import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { StoresConfig } from '../../stores/open-stores.ts';
import type { Stores } from '../../stores/stores.ts';
import type { TemporalClient } from '../../stores/temporal/index.ts';
import type { TransitionRecorder } from '../engine/transition-recorder.ts';
import type { LoadedFolder } from '../loading/index.ts';
import type { CallbackRole } from './callback-role.ts';
import type { DeclaredCapabilities, WorkerResources } from './capabilities.ts';
import type { Deployment } from './deployment.ts';
import type { PolledQueue } from './polled-queues.ts';
import type { Retention } from './retention.ts';

export interface WorkerRequest {
  /** `engine` runs workflows; any other name is a task queue. Together they share one process. */
  readonly queues: readonly string[];
  /** Folder of dag files, or one file. */
  readonly dags: string;
  readonly device: 'auto' | 'cpu';
  /** What the worker offers, where that is not what its machine has. */
  readonly offers?: DeclaredCapabilities;
  readonly stores: StoresConfig;
  /** Name of the Worker Deployment: one for all workers of a project. */
  readonly deployment: string;
  /** False: unversioned workers, for servers that refuse versioning. */
  readonly versioned: boolean;
  /** `DEFAULT_RETENTION` when absent. */
  readonly retention?: Retention;
  readonly inference?: { readonly url: string; readonly token: string };
  readonly log: Logger;
}

/** What the roles of one process share. */
export interface WorkerParts {
  readonly request: WorkerRequest;
  readonly stores: Stores;
  readonly temporal: TemporalClient;
  readonly folder: LoadedFolder;
  readonly recorder: TransitionRecorder;
  readonly connection: NativeConnection;
  readonly callbacks: CallbackRole;
  readonly offer: WorkerResources;
  /** Every task queue this process listens to. */
  readonly polled: readonly PolledQueue[];
}

export function taskQueues({ queues }: WorkerRequest): string[] {
  return queues.filter((queue) => queue !== 'engine');
}

export function hasEngine({ queues }: WorkerRequest): boolean {
  return queues.includes('engine');
}

/** `undefined` for unversioned workers. */
export function deploymentOf({ request, folder }: WorkerParts): Deployment | undefined {
  return request.versioned ? { name: request.deployment, build: folder.build } : undefined;
}

/** How this process is named in Temporal, in the fleet table and in attempts. */
export function identityOf(queue: string): string {
  return `${queue}@${hostname()}:${process.pid}`;
}
