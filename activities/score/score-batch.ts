import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { readDataset, writeDataset } from '../data/dataset-store.ts';
import { toMatrix } from '../data/to-matrix.ts';
import { loadOnnx, type OnnxAnswer } from '../onnx/onnx-answer.ts';
import { loadVersion } from '../registry/load-version.ts';
import type { Table } from '../../ml/data/table.ts';

/**
 * Scores rows with a registered model. The predictions are a data set named by its content, so that
 * scoring the same rows again, after a crash or by a second attempt, writes nothing twice.
 */
export const scoreBatch = task({
  name: 'score_batch',
  queue: 'cpu',
  isolation: 'process',
  retries: 3,
  retryDelay: '2s',
  timeout: '1h',
  input: z.object({
    data: DatasetRef,
    name: z.string(),
    /** A version or, without one, the version that the alias points at. */
    version: z.int().positive().optional(),
    alias: z.string().default('champion'),
  }),
  output: z.object({
    predictions: DatasetRef,
    rows: z.int(),
    version: z.int(),
    /** Rows for each predicted label. */
    labels: z.record(z.string(), z.int()),
    meanConfidence: z.number(),
  }),
  run: async ({ data, name, version, alias }, ctx) => {
    const which = version === undefined ? { alias } : { version };
    const { row, columns, classes, bytes } = await loadVersion(ctx, name, which);
    const table = await readDataset(ctx, data);
    const model = await loadOnnx(bytes);
    const answer = await model.answer(toMatrix(table, columns)).finally(() => model.close());
    const scored = toPredictions(answer, classes);
    const predictions = await writeDataset(ctx, scored.table);
    ctx.log.info(`Scored ${table.rows} rows with ${name} version ${row.version}.`);
    const labels: Record<string, number> = {};
    for (const label of answer.labels) labels[label] = (labels[label] ?? 0) + 1;
    return {
      ...{ predictions, rows: table.rows, version: row.version, labels },
      meanConfidence: scored.meanConfidence,
    };
  },
});

/** Row number, label, its probability, and the probability of each class. */
function toPredictions(
  { labels, probabilities }: OnnxAnswer,
  classes: readonly number[],
): { readonly table: Table; readonly meanConfidence: number } {
  const k = classes.length;
  const of = (c: number): Float64Array =>
    Float64Array.from(labels, (_, row) => probabilities[row * k + c] ?? NaN);
  const shares = classes.map((_, c) => of(c));
  const confidence = Float64Array.from(labels, (label, row) => {
    return shares[classes.indexOf(label)]?.[row] ?? NaN;
  });
  const table: Table = {
    rows: labels.length,
    columns: [
      { name: 'row', type: 'integer', values: Float64Array.from(labels, (_, row) => row) },
      { name: 'label', type: 'integer', values: Float64Array.from(labels) },
      { name: 'confidence', type: 'number', values: confidence },
      ...shares.map((values, c) => ({
        ...{ name: `probability_${classes[c] ?? c}`, type: 'number' as const, values },
      })),
    ],
  };
  const sum = confidence.reduce((total, value) => total + value, 0);
  return { table, meanConfidence: sum / Math.max(1, labels.length) };
}
