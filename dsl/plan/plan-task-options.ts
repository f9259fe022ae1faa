/** The nearest of: the call's options, the groups' and dag's defaults, the task's own, the engine's. */
export interface PlanTaskOptions {
  readonly queue: string;
  readonly retries: number;
  readonly retryDelayMs: number;
  /** Factor from one delay to the next; 1 keeps the delay. */
  readonly retryBackoff: number;
  /** Share of a delay that chance may take off or add, 0 to 1; 0 when absent. */
  readonly retryJitter?: number;
  /** Rules by error type, the first that names the error wins; before `nonRetryable`. */
  readonly retryRules?: readonly RetryRule[];
  readonly maxRetryDelayMs: number;
  readonly nonRetryable: readonly string[];
  /** Limit of one attempt. */
  readonly timeoutMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly totalTimeoutMs?: number;
  readonly queueTimeoutMs?: number;
  readonly pool?: string;
  readonly priority?: number;
  readonly resources?: PlanResources;
  /** Runs as a local activity of the engine worker: tiny, inline, no queue of its own. */
  readonly local?: boolean;
  readonly cache?: PlanCache;
  /** How long the output's objects are kept after the run has ended; for ever when absent. */
  readonly outputTtlMs?: number;
  /** `process`: the body runs in a child process of the worker; `inline`: in the worker itself. */
  readonly isolation: 'process' | 'inline';
  readonly callbacks: readonly ('execute' | 'success' | 'failure' | 'retry' | 'skipped')[];
}

/** What to do with one type of error. */
export interface RetryRule {
  /** Failure type or error class name. */
  readonly on: string;
  readonly retry: boolean;
  /** Delay of the next try instead of the task's own. */
  readonly afterMs?: number;
}

/** What a task asks of the worker it runs on; a worker without it never gets the task. */
export interface PlanResources {
  /** Whole devices. */
  readonly gpu?: number;
  readonly gpuMemoryBytes?: number;
  readonly cpu?: number;
  readonly memoryBytes?: number;
  /** All must be among the worker's labels with the same value. */
  readonly labels?: { readonly [name: string]: string };
}

/** Reuse of an earlier output. Key: code version, bound input, salt, within the scope. */
export interface PlanCache {
  readonly scope: 'run' | 'dag' | 'global';
  readonly salt: string;
  /** sha256 of the task's name, source text and schemas, computed when the dag is compiled. */
  readonly codeVersion: string;
  readonly ttlMs?: number;
}
