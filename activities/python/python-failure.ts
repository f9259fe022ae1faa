import type { PythonEnd } from './python-process.ts';
import type { PythonError } from './python-messages.ts';

/** Faults of the script's text or of its environment: another try would end alike. */
const FOR_GOOD = ['SyntaxError', 'ImportError'];

/** Whether another try of what a script raised makes sense. */
export function isForGood({ names }: PythonError): boolean {
  return names.some((name) => FOR_GOOD.includes(name));
}

/** An exception of Python's as an error: its name is the exception's, so that retry rules can name it. */
export function errorOf({ type, message, frames, trace }: PythonError): Error {
  const where = frames.map(({ file, line, name, text }) =>
    `at ${name === '' ? 'the top' : name} (${file}:${line}) ${text.trim()}`.trim(),
  );
  const last = where.at(-1);
  const error = new Error(
    `${message === '' ? 'raised' : message}${last === undefined ? '' : ` (${last})`}`,
  );
  error.name = type;
  error.stack = trace;
  return Object.assign(error, { type });
}

/** What to say of a process that ended without a word about why; undefined when it ended well. */
export function badEnd({ code, signal }: PythonEnd): string | undefined {
  if (signal !== null) {
    const why = signal === 'SIGKILL' ? ' The system may have been out of memory.' : '';
    return `The script's process ended with signal ${signal}.${why}`;
  }
  return code === 0 ? undefined : `The script ended with exit code ${code ?? 'unknown'}.`;
}
