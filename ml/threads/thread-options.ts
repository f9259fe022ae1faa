/** How a fit spreads over worker threads. The result is the same bits for any number of them. */
export interface ThreadOptions {
  /** Default: as many as the machine lets this process use; 1 fits in the calling thread. */
  readonly threads?: number;
  /** Ends the threads; the call then fails with the signal's reason. */
  readonly signal?: AbortSignal;
}
