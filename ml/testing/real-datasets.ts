import { readFileSync } from 'node:fs';
import {
  indexLabels,
  matrix,
  selectRows,
  type LabelledMatrix,
  type Matrix,
} from '../data/matrix.ts';

/** A data set of the oracle with its rows as scikit-learn has them. */
export interface RealDataset {
  readonly features: Matrix;
  readonly targets: Float64Array;
}

const FILES: { readonly [name: string]: string } = {
  iris: '../../test/oracles/models/datasets/iris.csv',
  wine: '../../test/oracles/models/datasets/wine.csv',
  diabetes: '../../test/oracles/models/datasets/diabetes.csv',
  digits: '../../examples/digits-lifecycle/data/digits.csv',
  breast_cancer: '../../examples/digits-lifecycle/data/breast-cancer.csv',
};

/** Reads a data set; a first line of names is passed over. The last column is the target. */
export function realDataset(name: string): RealDataset {
  const file = FILES[name];
  if (file === undefined) throw new RangeError(`There is no data set "${name}".`);
  const lines = readFileSync(new URL(file, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const rows = lines
    .map((line) => line.split(',').map(Number))
    .filter((row) => !row.some(Number.isNaN));
  const columns = (rows[0]?.length ?? 1) - 1;
  return {
    features: matrix(
      rows.length,
      columns,
      rows.flatMap((row) => row.slice(0, columns)),
    ),
    targets: Float64Array.from(rows, (row) => row[columns] ?? 0),
  };
}

/** Some rows of a data set, their targets as classes. */
export function labelledRows(
  { features, targets }: RealDataset,
  rows: readonly number[],
): LabelledMatrix {
  const { labels, classes } = indexLabels(targets);
  return {
    features: selectRows(features, rows),
    labels: Int32Array.from(rows, (row) => labels[row] ?? 0),
    classes,
  };
}
