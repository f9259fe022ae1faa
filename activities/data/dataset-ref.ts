import { z } from 'zod';

/** How a column's values are read. `integer` is a number without a fraction. */
export const ColumnType = z.enum(['number', 'integer', 'text']);
export type ColumnType = z.output<typeof ColumnType>;

/** A column of a data set that is stored. */
export const ColumnRef = z.object({ name: z.string(), type: ColumnType });

/** A data set in the object store, named by the hash of its content. */
export const DatasetRef = z.object({
  uri: z.string(),
  /** Hash of the canonical CSV: the same rows give the same hash, wherever they came from. */
  sha256: z.string(),
  rows: z.int().nonnegative(),
  columns: z.array(ColumnRef),
  /** Why only few tasks may open it: `holdout`. Absent for all others. */
  seal: z.string().optional(),
});
export interface DatasetRef extends z.output<typeof DatasetRef> {}

/** A stored file that is no data set: a report, a manifest, a model. */
export const FileRef = z.object({
  uri: z.string(),
  sha256: z.string(),
  size: z.int().nonnegative(),
});
export interface FileRef extends z.output<typeof FileRef> {}
