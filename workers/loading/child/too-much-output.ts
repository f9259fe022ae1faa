import type { FoundFault } from './check-message.ts';

/** Found by the process itself, or by the parent when the process never comes to an end. */
export function tooMuchOutput(limit: number): FoundFault {
  return {
    severity: 'error',
    code: 'LOAD007',
    message: `Loading the file writes more than ${limit} bytes to its output.`,
    expected: 'It prints little or nothing.',
    mend: 'Log from inside a task, with `ctx.log`.',
  };
}
