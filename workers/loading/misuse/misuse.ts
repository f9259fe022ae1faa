/** One doubtful place in the text of a dag file; 1-based, as editors count. */
export interface Misuse {
  readonly code: 'DAG038' | 'LOAD019';
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly expected: string;
  readonly mend: string;
}
