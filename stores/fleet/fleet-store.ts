import type { WorkerCapabilities } from '../../workflows/protocol/resource-queue.ts';

/** Which workers are alive, on which queues, of which build, with which device. */
export interface FleetStore {
  /** Called every few seconds by each worker. */
  beat(worker: WorkerBeat): Promise<void>;
  leave(identity: string): Promise<void>;
  /** Workers heard of within `withinMs` (default 15,000). */
  list(withinMs?: number): Promise<readonly WorkerBeat[]>;
}
export interface WorkerBeat {
  readonly identity: string;
  readonly role: 'engine' | 'cpu' | 'gpu' | 'custom';
  readonly queue: string;
  readonly build: string;
  readonly host: string;
  readonly pid: number;
  readonly device: string;
  readonly backend: string;
  readonly startedAt: Date;
  /** Every task queue it listens to, the plain one first; by default that one alone. */
  readonly queues?: readonly string[];
  /** What it offers to tasks with wishes. */
  readonly capabilities?: WorkerCapabilities;
}
