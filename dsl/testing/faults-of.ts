import { DagDefinitionError } from '../fault/dag-definition-error.ts';
import type { DagIssue } from '../fault/issue.ts';

/** The issues that defining something raises; none if it is accepted. */
export function issuesFrom(define: () => unknown): readonly DagIssue[] {
  try {
    define();
    return [];
  } catch (error) {
    if (error instanceof DagDefinitionError) return error.issues;
    throw error;
  }
}

/** Their codes, in the order they were found. */
export function codesOf(define: () => unknown): readonly string[] {
  return issuesFrom(define).map(({ code }) => code);
}
