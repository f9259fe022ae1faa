import { takeRows, columnOf, type Table } from '../data/table.ts';
import { seededRandom } from '../random/seeded-random.ts';
import { range, shuffle } from '../random/shuffle.ts';

export interface ImportanceOptions {
  /** The columns to shuffle, one at a time. Default: all. */
  readonly columns?: readonly string[];
  /** How often each is shuffled. Default 5. */
  readonly repeats?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Whether a higher score is better. Default true. */
  readonly higherIsBetter?: boolean;
}
export interface ColumnImportance {
  readonly column: string;
  /** How much worse the score gets, mean over the repeats; 0 or less: the column does not help. */
  readonly mean: number;
  /** Deviation over the repeats (divisor N). */
  readonly deviation: number;
  readonly values: readonly number[];
}
export interface Importances {
  /** The score of the unshuffled table. */
  readonly score: number;
  /** Most important first. */
  readonly columns: readonly ColumnImportance[];
}

/**
 * Permutation importance (Breiman 2001; Fisher and others 2019): how much a score falls when a column
 * of the raw table is shuffled, so that it says nothing of its row any more. Works for any model; as
 * scikit-learn's `permutation_importance` but for the draws. Of columns that say the same, each seems
 * to matter little.
 *
 * @param table rows that the model was not trained on, with their target
 * @param scoreOf predicts the table's rows and scores them
 * @throws RangeError when there are no repeats or the score is not defined; Error for an unknown column.
 */
export async function permutationImportance(
  table: Table,
  scoreOf: (table: Table) => number | Promise<number>,
  options: ImportanceOptions = {},
): Promise<Importances> {
  const { repeats = 5, seed = 0, higherIsBetter = true } = options;
  if (!Number.isInteger(repeats) || repeats < 1) {
    throw new RangeError(`${repeats} repeats cannot be made; ask for 1 or more.`);
  }
  const score = await scoreOf(table);
  if (Number.isNaN(score)) throw new RangeError('The score of the table is not defined.');
  const random = seededRandom(seed);
  const names = options.columns ?? table.columns.map(({ name }) => name);
  for (const name of names) columnOf(table, name);
  const columns: ColumnImportance[] = [];
  for (const column of names) {
    const values: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const order = shuffle(range(table.rows), random);
      const shuffled = await scoreOf(withShuffled(table, column, order));
      values.push(higherIsBetter ? score - shuffled : shuffled - score);
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / repeats;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    columns.push({ column, mean, deviation: Math.sqrt(squares / repeats), values });
  }
  return { score, columns: columns.sort((a, b) => b.mean - a.mean) };
}

function withShuffled(table: Table, name: string, order: Int32Array): Table {
  const [shuffled] = takeRows(
    { rows: table.rows, columns: [columnOf(table, name)] },
    order,
  ).columns;
  const columns = table.columns.map((column) =>
    column.name === name && shuffled !== undefined ? shuffled : column,
  );
  return { rows: table.rows, columns };
}
