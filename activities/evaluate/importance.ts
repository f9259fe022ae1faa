import type { NamedScore } from '../../ml/metrics/score-by-name.ts';
import { takeRows, type Column, type Table } from '../../ml/data/table.ts';
import type { Model } from '../../ml/model/model.ts';
import { predict } from '../../ml/model/predict.ts';
import { seededRandom } from '../../ml/random/seeded-random.ts';
import { shuffle } from '../../ml/random/shuffle.ts';
import { targetOf, type Target } from '../fit/target.ts';
import { scoreInputOf } from './measure.ts';

/** How much worse the model does when a column says nothing any more. */
export interface ColumnImportance {
  readonly column: string;
  /** Mean loss of score over the repeats, above 0 when the column helps. */
  readonly mean: number;
  /** Standard deviation over the repeats. */
  readonly spread: number;
}
export interface ImportanceOptions {
  readonly repeats: number;
  /** Rows that are looked at; a sample of them if there are more. */
  readonly mostRows: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019): each column that the model
 * takes is shuffled, and the score falls by what the column was worth. Largest first.
 */
export async function columnImportance(
  model: Model,
  table: Table,
  target: string,
  score: NamedScore,
  options: ImportanceOptions,
): Promise<ColumnImportance[]> {
  const random = seededRandom(options.seed);
  const order = Array.from({ length: table.rows }, (_, row) => row);
  shuffle(order, random);
  const rows = takeRows(table, order.slice(0, options.mostRows));
  const task = model.task === 'regression' ? 'regression' : 'classification';
  const truth = targetOf(rows, target, task, model.classes);
  const sign = score.higherIsBetter ? 1 : -1;
  const whole = await scored(model, rows, truth, score);
  const found: ColumnImportance[] = [];
  for (const { name } of model.pipeline.inputs) {
    const losses: number[] = [];
    for (let repeat = 0; repeat < options.repeats; repeat += 1) {
      options.signal.throwIfAborted();
      const places = Array.from({ length: rows.rows }, (_, row) => row);
      shuffle(places, random);
      const mixed = withShuffled(rows, name, places);
      losses.push(sign * (whole - (await scored(model, mixed, truth, score))));
    }
    found.push({ column: name, ...momentsOf(losses) });
  }
  return found.sort((a, b) => b.mean - a.mean);
}

async function scored(
  model: Model,
  table: Table,
  truth: Target,
  score: NamedScore,
): Promise<number> {
  return score.compute(scoreInputOf(await predict(model, table), truth));
}

function withShuffled(table: Table, name: string, places: readonly number[]): Table {
  const columns = table.columns.map((column): Column => {
    if (column.name !== name) return column;
    return takeRows({ rows: table.rows, columns: [column] }, places).columns[0] ?? column;
  });
  return { rows: table.rows, columns };
}

function momentsOf(values: readonly number[]): { mean: number; spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(squares / Math.max(1, values.length)) };
}
