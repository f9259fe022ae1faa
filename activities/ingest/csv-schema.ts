import { z } from 'zod';
import { ColumnType } from '../data/dataset-ref.ts';

/** What a column of a CSV file must hold. */
export const CsvColumn = z.object({
  name: z.string().min(1),
  type: ColumnType,
  /** Whether a field may be empty. */
  nullable: z.boolean().default(false),
});
export type CsvColumn = z.output<typeof CsvColumn>;

export const CsvSchema = z.array(CsvColumn).min(1);

/** A row that does not fit the schema. */
export const BadRow = z.object({
  /** Line of the file where the row begins, from 1. */
  line: z.int(),
  reason: z.string(),
  text: z.string(),
});
export type BadRow = z.output<typeof BadRow>;
