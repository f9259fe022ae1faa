/** What one task attempt may take, and how long things wait. Times in milliseconds. */
export interface TaskLimits {
  /** How long a body may go on after it was told to stop. */
  readonly graceMs: number;
  /** A larger output is refused; larger data belong into `ctx.artifacts`. */
  readonly maxOutputBytes: number;
  /** A larger single fact is refused: facts travel in the run's history. */
  readonly maxFactBytes: number;
  readonly maxMessageBytes: number;
  /** An inline first attempt that ends sooner than this sends no claim of its own. */
  readonly claimDelayMs: number;
  /** How long the end of an attempt waits for its log and for the author's callback. */
  readonly closeMs: number;
  /** How long a store that does not answer is asked again. */
  readonly storeWaitMs: number;
}

export const TASK_LIMITS: TaskLimits = {
  graceMs: 10_000,
  maxOutputBytes: 1024 ** 3,
  maxFactBytes: 16 * 1024,
  maxMessageBytes: 2_048,
  claimDelayMs: 20,
  closeMs: 5_000,
  storeWaitMs: 120_000,
};
