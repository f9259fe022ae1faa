import {
  columnDrift,
  type ColumnDrift,
  type ColumnDriftOptions,
  type ColumnKind,
} from './column-drift.ts';

export interface ColumnPair {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly reference: ArrayLike<number>;
  readonly current: ArrayLike<number>;
}
export interface DatasetDrift {
  readonly drifted: boolean;
  /** Drifted columns / columns. */
  readonly share: number;
  readonly threshold: number;
  readonly columns: readonly (ColumnDrift & { readonly name: string })[];
}
export interface DatasetDriftOptions {
  readonly numeric?: ColumnDriftOptions;
  readonly categorical?: ColumnDriftOptions;
  /** Share of drifted columns from which the data set counts as drifted; 0.5 as in Evidently. */
  readonly share?: number;
}

/** Compares two data sets column by column; drifted when enough of the columns are. */
export function datasetDrift(
  pairs: readonly ColumnPair[],
  options: DatasetDriftOptions = {},
): DatasetDrift {
  if (pairs.length === 0) throw new RangeError('Drift needs at least one column.');
  const threshold = options.share ?? 0.5;
  const columns = pairs.map(({ name, kind, reference, current }) => ({
    name,
    ...columnDrift(reference, current, kind, options[kind]),
  }));
  const share = columns.filter(({ drifted }) => drifted).length / columns.length;
  return { drifted: share >= threshold, share, threshold, columns };
}
