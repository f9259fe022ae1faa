/** One mistake of an author's, with all that is needed to find and mend it. */
export interface DagIssue {
  /** Stable: `DAG003`. Listed in docs/dsl.md. */
  readonly code: string;
  /** What is wrong, with value and place; what was expected; how to mend it. */
  readonly message: string;
  readonly file: string;
  /** 1-based, as editors count; 0 when unknown. */
  readonly line: number;
  readonly column: number;
  /** Dag, task and field: `digits/train/lr`. */
  readonly place: string;
  readonly expected: string;
  readonly hint: string;
}
