/** Thrown when a run that is written to was never created. */
export class NoSuchRunError extends Error {
  override readonly name = 'NoSuchRunError';
  readonly code = 'NO_SUCH_RUN';
}

/** Names the run that is not there. */
export function noSuchRun(dagId: string, runId: string): NoSuchRunError {
  return new NoSuchRunError(`Dag "${dagId}" has no run "${runId}".`);
}
