import { availableParallelism } from 'node:os';

/** What one server spends on serving models. */
export interface InferenceLimits {
  /** Child processes that hold sessions; each computes one request at a time. */
  readonly processes: number;
  /** Requests that may wait for a free process; more are told to come again. */
  readonly queue: number;
  readonly runLimitMs: number;
  readonly loadLimitMs: number;
  /** Sessions a process keeps; the one used longest ago goes first. */
  readonly sessionsPerProcess: number;
  readonly modelBytes: number;
  /** Memory of one process, with all models in it; kept on Linux. */
  readonly memoryBytes: number;
  readonly bodyBytes: number;
  /** Largest first dimension of an input. */
  readonly batch: number;
  /** How often an alias in use is looked up again. */
  readonly aliasPollMs: number;
}

export const INFERENCE_LIMITS: InferenceLimits = {
  processes: Math.min(2, availableParallelism()),
  queue: 64,
  runLimitMs: 10_000,
  loadLimitMs: 60_000,
  sessionsPerProcess: 8,
  modelBytes: 512 * 1024 * 1024,
  memoryBytes: 4 * 2 ** 30,
  bodyBytes: 16 * 1024 * 1024,
  batch: 4_096,
  aliasPollMs: 500,
};
