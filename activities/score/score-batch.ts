import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { readDataset, writeDataset } from '../data/dataset-store.ts';
import type { ClassLabel } from '../../ml/model/model.ts';
import type { OnnxAnswer } from '../../ml/onnx/onnx-answer.ts';
import { loadOnnx } from '../onnx/onnx-model.ts';
import { loadVersion } from '../registry/load-version.ts';
import type { Column, NumberColumn, Table } from '../../ml/data/table.ts';

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
    /** Rows for each predicted label; empty where the model predicts none. */
    labels: z.record(z.string(), z.int()),
    /** Mean share of the predicted class; null unless a classifier. */
    meanConfidence: z.number().nullable(),
  }),
  run: async ({ data, name, version, alias }, ctx) => {
    const which = version === undefined ? { alias } : { version };
    const { row, inputs, classes, bytes } = await loadVersion(ctx, name, which);
    const table = await readDataset(ctx, data);
    const model = await loadOnnx(bytes, inputs);
    const answer = await model.answer(table).finally(() => model.close());
    const columns = answerColumns(answer, classes);
    const predictions = await writeDataset(ctx, withRowNumbers(table.rows, columns));
    ctx.log.info(`Scored ${table.rows} rows with ${name} version ${row.version}.`);
    const said = 'labels' in answer ? answer.labels : [];
    const labels: Record<string, number> = {};
    for (const label of said) labels[label] = (labels[label] ?? 0) + 1;
    const confidence = columns.find((column) => column.name === 'confidence');
    const meanConfidence = confidence?.type === 'number' ? meanOf(confidence.values) : null;
    return { predictions, rows: table.rows, version: row.version, labels, meanConfidence };
  },
});

/** Label, its share and the share of each class; or the value, the cluster, the score. */
function answerColumns(answer: OnnxAnswer, classes: readonly ClassLabel[]): readonly Column[] {
  switch (answer.task) {
    case 'classification': {
      const { labels, probabilities } = answer;
      const k = classes.length;
      const shares = classes.map((_, c) =>
        Float64Array.from(labels, (_, row) => probabilities[row * k + c] ?? NaN),
      );
      const places = new Map(classes.map((label, at) => [label, at]));
      const own = (label: ClassLabel, row: number): number =>
        shares[places.get(label) ?? -1]?.[row] ?? NaN;
      return [
        labelColumn(labels),
        numbers('confidence', Float64Array.from(labels, own)),
        ...shares.map((values, c) => numbers(`probability_${classes[c] ?? c}`, values)),
      ];
    }
    case 'regression':
      return [numbers('value', Float64Array.from(answer.values))];
    case 'clustering':
      return [labelColumn(answer.labels)];
    case 'outlier_detection':
      return [numbers('score', Float64Array.from(answer.scores))];
  }
}

function labelColumn(labels: readonly ClassLabel[]): Column {
  if (labels.some((label) => typeof label === 'string')) {
    return { name: 'label', type: 'text', values: labels.map(String) };
  }
  return { name: 'label', type: 'integer', values: Float64Array.from(labels, Number) };
}

const numbers = (name: string, values: Float64Array): NumberColumn => ({
  ...{ name, type: 'number', values },
});

function withRowNumbers(rows: number, columns: readonly Column[]): Table {
  const values = Float64Array.from({ length: rows }, (_, row) => row);
  return { rows, columns: [{ name: 'row', type: 'integer', values }, ...columns] };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
