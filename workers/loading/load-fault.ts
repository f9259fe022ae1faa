import type { LoadError } from '../../stores/dags/dag-store.ts';

/**
 * One thing wrong with one dag file. Errors keep the dag (or the whole file) from being scheduled;
 * warnings do not. Codes `DAGnnn` come from the DSL, codes `LOADnnn` from loading the file.
 */
export interface LoadFault extends LoadError {
  readonly severity: 'error' | 'warning';
  /** Relative to the dag folder, with `/` on every platform. */
  readonly file: string;
  /** The file that `line` counts in, where it is another one: a module that the dag file imports. */
  readonly in?: string;
  readonly line?: number;
  readonly column?: number;
  readonly dagId?: string;
  /** What in the dag is meant: `task "train"`. */
  readonly place?: string;
  readonly expected?: string;
  /** How to mend it, as one sentence. */
  readonly mend?: string;
}

/** Faults in the order a reader goes through them: by file, then line, then code. */
export function compareFaults(left: LoadFault, right: LoadFault): number {
  return (
    compareText(left.file, right.file) ||
    compareText(left.in ?? '', right.in ?? '') ||
    (left.line ?? 0) - (right.line ?? 0) ||
    (left.column ?? 0) - (right.column ?? 0) ||
    compareText(left.code, right.code) ||
    compareText(left.message, right.message)
  );
}

/** Byte order, so that every machine sorts alike whatever its locale. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
