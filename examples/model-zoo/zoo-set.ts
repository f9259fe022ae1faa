import { z } from 'zod';
import {
  CsvSchema,
  defineProblem,
  EstimatorSpec,
  Expectation,
  NetworkSpecSchema,
  Problem,
  SplitBy,
} from 'perdure/tasks';

/** Everything that differs from one data set to the other; the dag is the same for all. */
export const ZooSet = z.object({
  problem: Problem,
  /** Seen from this folder. */
  file: z.string(),
  schema: CsvSchema,
  suite: z.array(Expectation),
  how: SplitBy,
  /** Trained on the `cpu` queue, side by side. */
  estimators: z.array(EstimatorSpec),
  /** Trained on the `gpu` queue. */
  network: NetworkSpecSchema,
});
export type ZooSet = z.output<typeof ZooSet>;

const CLASSIFIERS = [
  { kind: 'logistic' },
  { kind: 'linear_svm' },
  { kind: 'rbf_svm' },
  { kind: 'nearest' },
  { kind: 'decision_tree' },
  { kind: 'forest' },
  { kind: 'boosting' },
] as const;
const REGRESSORS = [
  { kind: 'linear' },
  { kind: 'ridge' },
  { kind: 'nearest' },
  { kind: 'decision_tree' },
  { kind: 'forest' },
  { kind: 'boosting', minLeafRows: 20 },
] as const;

/** Few rows of noisy numbers are soon learned by heart: small weights, and an end in time. */
const SPARING = {
  optimizer: { kind: 'adam', learningRate: 0.005 },
  penalty: { l2: 0.03 },
  earlyStopping: { monitor: 'loss', patience: 10 },
} as const;

interface Given {
  readonly name: string;
  readonly statement: string;
  readonly file: string;
  readonly features: readonly string[];
  readonly target: string;
  /** What the target holds; numbers are a regression. */
  readonly targetType: 'integer' | 'text' | 'number';
  /** Least accuracy, or most root mean squared error. */
  readonly bound: number;
  readonly because: string;
  readonly slices?: readonly string[];
  readonly epochs: number;
}

/** A set as a problem with a suite, a split and candidates. */
export function zooSet(given: Given): ZooSet {
  const { name, statement, file, features, target, targetType, bound, because, epochs } = given;
  const regression = targetType === 'number';
  const metric = regression ? ('root_mean_squared_error' as const) : ('accuracy' as const);
  const problem = defineProblem({
    ...{ name, statement, target, metric, task: regression ? 'regression' : 'classification' },
    criteria: [{ metric, ...(regression ? { max: bound } : { min: bound }), because }],
    slices: [...(given.slices ?? [])],
    file: 'examples/model-zoo/zoo-sets.ts',
  });
  const columns = features.map((column) => ({ name: column, type: 'number' as const }));
  return ZooSet.parse({
    ...{ problem, file },
    schema: [...columns, { name: target, type: targetType }],
    suite: [
      { kind: 'row_count', min: 100 },
      { kind: 'not_null', columns: [...features, target] },
      { kind: 'not_constant', columns: [...features], maxConstant: 10, severity: 'warn' },
    ],
    how: regression ? { by: 'rows' } : { by: 'classes' },
    estimators: regression ? REGRESSORS : CLASSIFIERS,
    network: {
      input: [features.length],
      layers: [
        { kind: 'dense', units: 32, activation: 'relu' },
        { kind: 'dense', units: 16, activation: 'relu' },
      ],
      ...(regression ? SPARING : { optimizer: { kind: 'adam', learningRate: 0.01 } }),
      ...{ epochs, batchSize: 32, seed: 7 },
    },
  });
}
