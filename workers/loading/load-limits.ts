import { availableParallelism } from 'node:os';

/** What one dag file may use up while it is checked. A breach ends its process, not the check. */
export interface LoadLimits {
  /** Wall time of one file, in milliseconds. */
  readonly wallMs: number;
  /** JavaScript heap of the checking process, in megabytes. */
  readonly heapMb: number;
  /** All memory of the checking process, in megabytes; watched on Linux only. */
  readonly memoryMb: number;
  /** Bytes a file may write to stdout and stderr. */
  readonly outputBytes: number;
  /** Bytes of the plans of one file, as JSON. */
  readonly planBytes: number;
  /** Files checked side by side. */
  readonly parallel: number;
}

export const DEFAULT_LOAD_LIMITS: LoadLimits = {
  wallMs: 30_000,
  heapMb: 512,
  memoryMb: 1_024,
  outputBytes: 1_000_000,
  planBytes: 64_000_000,
  parallel: Math.max(2, Math.min(4, availableParallelism())),
};

export function loadLimits(given: Partial<LoadLimits> = {}): LoadLimits {
  return { ...DEFAULT_LOAD_LIMITS, ...given };
}
