import type { DagIssue } from './issue.ts';

/** Thrown when a dag file is loaded and says something that cannot be run; holds every fault found. */
export class DagDefinitionError extends Error {
  override readonly name = 'DagDefinitionError';
  /** The code of the first issue. */
  readonly code: string;
  readonly issues: readonly DagIssue[];

  constructor(issues: readonly DagIssue[], options?: ErrorOptions) {
    super(issues.map(describeIssue).join('\n'), options);
    this.issues = issues;
    this.code = issues[0]?.code ?? 'DAG000';
  }
}

/**
 * One line: code, place in the file, words.
 *
 * @example
 * ```ts
 * try {
 *   dag({ id: 'empty' }, () => {});
 * } catch (error) {
 *   if (error instanceof DagDefinitionError) throw new Error(error.issues.map(describeIssue).join('; '));
 * }
 * ```
 */
export function describeIssue(issue: DagIssue): string {
  const where = issue.line > 0 ? `${issue.file}:${issue.line}:${issue.column}: ` : '';
  return `${where}${issue.code} ${issue.message}`;
}
