import type { FoundFault } from './child/check-message.ts';
import { tooMuchOutput } from './child/too-much-output.ts';
import type { CheckEnd } from './checker-process.ts';
import type { LoadLimits } from './load-limits.ts';

type BadEnd = Exclude<CheckEnd, { kind: 'checked' }>;

/** The fault of a file whose process did not come to an end of its own. */
export function faultOfEnd(end: BadEnd, limits: LoadLimits): FoundFault {
  switch (end.kind) {
    case 'exited':
      return {
        ...base('LOAD004', `Loading the file ends the process with exit code ${end.code}.`),
        ...(end.at !== undefined && { at: end.at }),
        expected: 'A dag file only defines tasks and dags.',
        mend: 'Throw an error instead of calling `process.exit()`.',
      };
    case 'crashed':
      return {
        ...base('LOAD004', `Loading the file ends the process by ${end.signal}.`),
        expected: 'A dag file only defines tasks and dags.',
        mend: 'Move native code into the `run` of a task.',
      };
    case 'outOfMemory':
      return {
        ...base(
          'LOAD006',
          `Loading the file needs more than the ${limits.heapMb} MB of heap or ${limits.memoryMb} MB of memory that a dag file may use.`,
        ),
        expected: 'Loading a dag file reads no data.',
        mend: 'Read data inside the `run` of a task.',
      };
    case 'tooMuchOutput':
      return tooMuchOutput(limits.outputBytes);
    case 'tooSlow':
      return {
        ...base('LOAD005', slowness(end.busy, limits)),
        expected: `It loads within ${limits.wallMs / 1000} s.`,
        mend: end.busy
          ? 'Look for a loop without an end, or move the computation into a task.'
          : 'Look for a top-level `await` of something that never comes.',
      };
  }
}

function base(code: string, message: string): Pick<FoundFault, 'severity' | 'code' | 'message'> {
  return { severity: 'error', code, message };
}

function slowness(busy: boolean, limits: LoadLimits): string {
  const what = busy ? 'keeps the processor busy' : 'waits at its top level';
  return `Loading the file ${what} and was ended after ${limits.wallMs / 1000} s.`;
}
