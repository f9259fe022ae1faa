/** Thrown when a part of the local stack cannot be had. The message is one line: what, why, mend. */
export class StackError extends Error {
  override readonly name = 'StackError';

  constructor(what: string, mend: string, cause?: unknown) {
    super(`${what} ${mend}`, cause === undefined ? {} : { cause });
  }
}

/** The first line of whatever was thrown, for use inside a one-line message. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n').find((line) => line.trim() !== '') ?? 'no reason given').trim();
}
