import { readFileSync } from 'node:fs';
import { selectRows } from '../data/matrix.ts';
import { rootMeanSquaredError } from '../metrics/regression-scores.ts';
import { likeliest } from '../model/likeliest.ts';
import { CLASSIFIERS, REGRESSORS } from './classical-learners.ts';
import { labelledRows, type RealDataset } from './real-datasets.ts';

/** What scikit-learn made of a data set; written by make.py. */
export interface OracleSet {
  readonly name: string;
  readonly kind: 'class' | 'number';
  readonly splits: readonly OracleSplit[];
  readonly inertia?: number;
  readonly linear?: readonly number[];
  readonly ridge?: readonly number[];
}
export interface OracleSplit {
  readonly seed: number;
  readonly test: readonly number[];
  /** Accuracy, or root mean squared error, by model. */
  readonly scores: { readonly [model: string]: number };
}
export interface OracleOutliers {
  readonly name: string;
  readonly rows: readonly number[];
  /** The target value of the rows that are to be found. */
  readonly strange: number;
  /** ROC AUC, and each row's score: means over ten forests of 300 trees. */
  readonly auc: number;
  readonly scores: readonly number[];
}
export interface ClassicalOracle {
  readonly sets: readonly OracleSet[];
  readonly outliers: readonly OracleOutliers[];
  readonly importances: { readonly [of: string]: readonly number[] };
  readonly machines: { readonly [set: string]: OracleMachines };
}
/** Decisions on the first 20 rows, as `decision_function` gives them; rows of support vectors. */
export interface OracleMachines {
  readonly linear: readonly (number | readonly number[])[];
  readonly balanced: readonly (number | readonly number[])[];
  readonly rbf: readonly (number | readonly number[])[];
  readonly vectors: readonly number[];
}

export function classicalOracle(): ClassicalOracle {
  const file = new URL('../../test/oracles/models/models.json', import.meta.url);
  // Written by make.py beside it.
  return JSON.parse(readFileSync(file, 'utf8')) as ClassicalOracle;
}

/** The score of our model on a split of the oracle: accuracy, or root mean squared error. */
export function ownScore(
  model: string,
  kind: OracleSet['kind'],
  data: RealDataset,
  { seed, test }: OracleSplit,
): number {
  const held = new Set(test);
  const rest = Array.from(data.targets, (_, row) => row).filter((row) => !held.has(row));
  if (kind === 'class') {
    const [train, asked] = [labelledRows(data, rest), labelledRows(data, test)];
    const all = CLASSIFIERS[model]?.(train, asked.features, seed) ?? [];
    return mean(
      all.map((probabilities) => {
        const guessed = likeliest(probabilities, train.classes.length);
        return asked.labels.filter((label, at) => label === guessed[at]).length / test.length;
      }),
    );
  }
  const train = { features: selectRows(data.features, rest), targets: targetsOf(data, rest) };
  const all = REGRESSORS[model]?.(train, selectRows(data.features, test), seed) ?? [];
  const truth = targetsOf(data, test);
  return mean(all.map((predicted) => rootMeanSquaredError(truth, predicted)));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function targetsOf({ targets }: RealDataset, rows: readonly number[]): number[] {
  return rows.map((row) => targets[row] ?? 0);
}
