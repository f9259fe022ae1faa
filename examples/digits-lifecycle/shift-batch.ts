import { z } from 'zod';
import { task } from 'perdure';
import { DatasetRef, readDataset, writeDataset, type Column } from 'perdure/tasks';

/**
 * Makes a batch that has drifted, to show that the drift check sees it: every feature moves up by
 * so many of its own standard deviations, as if a sensor had lost its calibration.
 */
export const shiftBatch = task({
  name: 'shift_batch',
  input: z.object({ data: DatasetRef, label: z.string(), deviations: z.number().default(1) }),
  output: DatasetRef,
  run: async ({ data, label, deviations }, ctx) => {
    const table = await readDataset(ctx, data);
    const columns = table.columns.map((column): Column => {
      if (column.type === 'text' || column.name === label) return column;
      const by = deviations * deviationOf(column.values);
      return { ...column, type: 'number', values: column.values.map((value) => value + by) };
    });
    return writeDataset(ctx, { rows: table.rows, columns });
  },
});

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
