import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { fitStandardScaler } from '../../ml/preprocess/standard-scaler.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { readDataset } from '../data/dataset-store.ts';
import { featureNames, toMatrix } from '../data/to-matrix.ts';

/** Means and deviations of the features, and the data they were learned from. */
export const Scaler = z.object({
  columns: z.array(z.string()),
  mean: z.array(z.number()),
  scale: z.array(z.number()),
  fittedOn: z.object({ sha256: z.string(), rows: z.int() }),
});
export interface Scaler extends z.output<typeof Scaler> {}

/**
 * Learns the scaling of every numeric column but the label. Give it the training part alone: what it
 * was fitted on is in its output, for everybody to see.
 */
export const fitScaler = task({
  name: 'fit_scaler',
  input: z.object({ train: DatasetRef, label: z.string().default('label') }),
  output: Scaler,
  run: async ({ train, label }, ctx) => {
    const table = await readDataset(ctx, train);
    const columns = featureNames(table, label);
    const { mean, scale } = fitStandardScaler(toMatrix(table, columns));
    const fittedOn = { sha256: train.sha256, rows: table.rows };
    return { columns: [...columns], mean: [...mean], scale: [...scale], fittedOn };
  },
});
