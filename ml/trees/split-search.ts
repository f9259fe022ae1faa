/**
 * What a tree is grown to lower, with the targets and the memory to search splits for it. A node is
 * entered before its columns are scanned.
 *
 * S1 A search allocates when it is made, never at a node or a column.
 */
export interface SplitSearch {
  /** Whether a split of the entered node could gain anything. */
  readonly splittable: boolean;
  /** What the entered node scores unsplit; a split's score less this is the impurity it removes. */
  readonly unsplit: number;
  /** What the last `scan` that returned `split` found. */
  readonly found: FoundSplit;

  /** Gathers the rows from `start` to `end` of `rows`. */
  enter(rows: Int32Array, start: number, end: number): void;
  /** Writes the entered node's prediction behind those of the nodes before it. */
  addLeaf(): void;
  /** Searches the best cut of a column of the entered node. */
  scan(column: number): ScanResult;
}
export type ScanResult =
  | 'split'
  /** All rows of the node have one bin. */
  | 'constant'
  /** Every cut would leave too few rows on a side. */
  | 'none';

/** Rows of a bin at most `bin` go left; `next` is the first bin with rows above it. */
export interface FoundSplit {
  bin: number;
  next: number;
  score: number;
}
