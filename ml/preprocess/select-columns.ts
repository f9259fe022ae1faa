import { refuseData } from '../data/data-fault.ts';
import type { Matrix } from '../data/matrix.ts';
import type { Table } from '../data/table.ts';
import { classTarget, valueTarget } from '../data/target.ts';
import { columnVariances } from './column-variance.ts';
import { mutualInformation } from './mutual-information.ts';
import type { MadeColumn } from './pipeline-columns.ts';
import type { PipelineSpec, SelectionSpec } from './pipeline.ts';
import { anovaF, regressionF } from './selection-scores.ts';

/** What a selection decides on. */
export interface SelectionInput {
  readonly features: Matrix;
  readonly made: readonly MadeColumn[];
  /** The training rows, for their target. */
  readonly table: Table;
  readonly spec: PipelineSpec;
  readonly select: SelectionSpec;
}

/**
 * Positions of the columns that stay, ascending, as scikit-learn's `VarianceThreshold` and
 * `SelectKBest`: a score that is not defined is the lowest, and of equal scores the later column
 * stays. `keep` above the number of columns keeps all.
 *
 * @throws DataFaultError when no column varies enough (DATA013), or the target does not fit (DATA014,
 *   DATA015).
 */
export function selectColumns(input: SelectionInput): readonly number[] {
  const { features, select } = input;
  if (select.by === 'variance') return varying(features, select.above);
  const scores = scoresOf(input, select.by);
  const order = [...scores.keys()].sort((a, b) => rank(scores[a]) - rank(scores[b]) || a - b);
  return order.slice(-select.keep).sort((a, b) => a - b);
}

const rank = (score: number | undefined): number =>
  score === undefined || Number.isNaN(score)
    ? -Number.MAX_VALUE
    : Math.min(score, Number.MAX_VALUE);

function varying(features: Matrix, above: number): readonly number[] {
  const variances = columnVariances(features);
  const kept = [...variances.keys()].filter((at) => (variances[at] ?? 0) > above);
  if (kept.length > 0) return kept;
  return refuseData({
    code: 'DATA013',
    message: `No column has a variance above ${above}; the largest is ${Math.max(...variances)}.`,
    hint: 'Lower `select.above`; it counts after scaling.',
  });
}

function scoresOf(
  { features, made, table, spec, select }: SelectionInput,
  by: Exclude<SelectionSpec['by'], 'variance'>,
): Float64Array {
  const target = spec.target ?? '';
  switch (by) {
    case 'anova_f': {
      const { labels, classes } = classTarget(table, target);
      return anovaF(features, labels, classes.length);
    }
    case 'f_regression':
      return regressionF(features, valueTarget(table, target));
    case 'mutual_information': {
      const discrete = made.map((column) => column.discrete);
      const task = 'task' in select ? select.task : undefined;
      return (task ?? guessTask(table, target)) === 'classification'
        ? mutualInformation(features, discrete, classTarget(table, target).labels, true)
        : mutualInformation(features, discrete, valueTarget(table, target), false);
    }
  }
}

/** Text, or whole numbers of at most 20 different values, are classes. */
function guessTask(table: Table, target: string): 'classification' | 'regression' {
  const column = table.columns.find(({ name }) => name === target);
  if (column?.type === 'text') return 'classification';
  const values = new Set(column?.values);
  return values.size <= 20 && [...values].every(Number.isInteger) ? 'classification' : 'regression';
}
