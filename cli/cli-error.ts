/** Exit codes: 0 fine, 1 a failed run or faults found, 2 bad usage or input. */
export type ExitCode = 0 | 1 | 2;

export interface CliErrorOptions {
  readonly exitCode?: ExitCode;
  /** What to do about it, one sentence. */
  readonly mend?: string;
  /** Lines below the message, such as every issue of a bad conf. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
}

/** Thrown by commands; shown as one line, its details and its mend, never with a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  readonly mend: string | undefined;
  readonly details: readonly string[];
  constructor(message: string, options: CliErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
    this.mend = options.mend;
    this.details = options.details ?? [];
  }
}

/** An error as lines for people. */
export function errorLines(error: unknown): readonly string[] {
  if (error instanceof CliError) {
    return [
      `error: ${error.message}`,
      ...error.details.map((line) => `  ${line}`),
      ...(error.mend === undefined ? [] : [error.mend]),
    ];
  }
  const text = error instanceof Error ? error.message : String(error);
  return [`error: ${text.split('\n')[0] ?? ''}`];
}
