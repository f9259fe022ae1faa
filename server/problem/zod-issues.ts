import type { z } from 'zod';
import type { ProblemIssue } from './problem.ts';

/** Every issue that zod found, with its place as one would write it in code. */
export function problemIssues(error: z.ZodError): readonly ProblemIssue[] {
  return error.issues.flatMap(one);
}

function one(issue: z.core.$ZodIssue): readonly ProblemIssue[] {
  const path = placeOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: placeOf([...issue.path, key]),
      message: 'Unknown key',
      code: issue.code,
    }));
  }
  const expected = 'expected' in issue ? String(issue.expected) : undefined;
  return [
    {
      path,
      message: issue.message,
      code: issue.code,
      ...(expected === undefined ? {} : { expected }),
    },
  ];
}

/** @example placeOf(['trials', 2, 'lr']) // 'trials[2].lr' */
export function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
