import type { ManagedProcess } from './managed-process.ts';
import type { PostgresServer } from './postgres.ts';
import type { TemporalServer } from './temporal.ts';
import type { Durability } from './temporal-settings.ts';
import type { WorkerRollout } from './worker-rollout.ts';

export interface DevStackOptions {
  /** Folder of dag files, or one file. */
  readonly dags: string;
  /** Folder of the stack's data; `.perdure` by default. */
  readonly home?: string;
  /** Which of our own processes run; `server`, `engine`, `cpu` and `gpu` by default. */
  readonly roles?: readonly string[];
  /** Preferred ports; the next free ones are taken. */
  readonly ports?: Partial<DevStackPorts>;
  /** `auto`: the GPU if there is one, else the processor stands in and the runs say so. */
  readonly gpuDevice?: 'auto' | 'cpu';
  /** Workers follow changes of the dag folder; true by default. */
  readonly watch?: boolean;
  readonly durability?: Durability;
  readonly env?: NodeJS.ProcessEnv;
  /** Told what happens, a line at a time. */
  readonly log?: (line: string) => void;
  /** Aborts the start; what was started by then is stopped. */
  readonly signal?: AbortSignal;
}

export interface DevStackPorts {
  readonly server: number;
  readonly temporal: number;
  readonly temporalUi: number;
  readonly postgres: number;
}

/** A stack that is up. */
export interface DevStack {
  readonly home: string;
  readonly urls: DevStackUrls;
  readonly token: string;
  readonly temporal: TemporalServer;
  readonly postgres: PostgresServer;
  readonly server: ManagedProcess | undefined;
  readonly rollout: WorkerRollout | undefined;
  /** Numbers of all processes of the stack, this one aside. */
  pids(): readonly number[];
  /** Stops everything in order; the data stay. Further calls wait for the first. */
  stop(): Promise<void>;
}

export interface DevStackUrls {
  readonly server: string;
  /** `host:port` of Temporal's frontend. */
  readonly temporal: string;
  readonly temporalUi: string | undefined;
  readonly database: string;
  readonly objectStore: string;
}

export const DEFAULT_ROLES = ['server', 'engine', 'cpu', 'gpu'] as const;

export const DEFAULT_PORTS: DevStackPorts = {
  server: 8080,
  temporal: 7233,
  temporalUi: 8233,
  postgres: 5432,
};
