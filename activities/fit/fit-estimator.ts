import { setImmediate } from 'node:timers/promises';
import type { TaskContext } from '../../dsl/index.ts';
import { fitBoostedClassifierOnThreads } from '../../ml/boosting/boosting-on-threads.ts';
import { fitBoostedRegressionOnThreads } from '../../ml/boosting/boosting-on-threads.ts';
import type { LabelledMatrix, Matrix } from '../../ml/data/matrix.ts';
import { balancedRowWeights } from '../../ml/data/row-weights.ts';
import { fitLinear, fitRidge } from '../../ml/linear/linear-regression.ts';
import { fitLogistic } from '../../ml/logistic/logistic-regression.ts';
import type { Estimator } from '../../ml/model/estimator.ts';
import { fitNearest } from '../../ml/neighbours/nearest-neighbours.ts';
import { fitNearestRegression } from '../../ml/neighbours/nearest-regression.ts';
import { fitKernelMachine } from '../../ml/svm/kernel-machine.ts';
import { fitLinearMachine } from '../../ml/svm/linear-machine.ts';
import { fitDecisionTree, fitRegressionTree } from '../../ml/trees/decision-tree.ts';
import type { EstimatorSpec } from './estimator-spec.ts';
import { growForest } from './grow-forest.ts';
import { labelledOf, type Target } from './target.ts';

/** Rows that went through the pipeline, with what is to be predicted of them. */
export interface FittingData {
  readonly features: Matrix;
  readonly target: Target;
  /** Hash of rows and pipeline: a checkpoint counts for these alone. */
  readonly of: string;
}
export interface FittedEstimator {
  readonly estimator: Estimator;
  /** How the fit went, for the record: iterations, whether it converged, … */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** Fits what the specification says. @throws RangeError when it does not do the task. */
export async function fitEstimator(
  ctx: TaskContext,
  spec: EstimatorSpec,
  data: FittingData,
): Promise<FittedEstimator> {
  ctx.signal.throwIfAborted();
  // Lets the first heartbeat out before the thread is busy.
  await setImmediate();
  const { features, target } = data;
  return target.task === 'classification'
    ? fitClasses(ctx, spec, labelledOf(features, target), data)
    : fitNumbers(ctx, spec, target.values, data);
}

async function fitClasses(
  ctx: TaskContext,
  spec: EstimatorSpec,
  rows: LabelledMatrix,
  data: FittingData,
): Promise<FittedEstimator> {
  const { signal } = ctx;
  const options = { ...spec, signal, ...weightsOf(spec, rows) };
  switch (spec.kind) {
    case 'logistic':
      return logistic(ctx, spec, rows);
    case 'linear_svm':
      return fitted({ kind: 'linear_svm', machine: fitLinearMachine(rows, options) });
    case 'rbf_svm': {
      const { c, gamma, seed } = spec;
      const machine = fitKernelMachine(rows, { c, gamma, seed, signal, ...weightsOf(spec, rows) });
      return fitted(
        { kind: 'rbf_svm', machine },
        { supportVectors: machine.vectorsOfClass.reduce((sum, count) => sum + count, 0) },
      );
    }
    case 'nearest':
      return fitted({ kind: 'nearest', nearest: fitNearest(rows, spec.neighbours, spec.weights) });
    case 'decision_tree':
      return fitted({ kind: 'forest', forest: fitDecisionTree(rows, treeOptions(spec, rows)) });
    case 'forest':
      return fitted(await growForest(ctx, spec, { rows, ...data }));
    case 'boosting': {
      const boosting = await fitBoostedClassifierOnThreads(rows, boostingOptions(ctx, spec, rows));
      signal.throwIfAborted();
      return fitted({ kind: 'boosting', boosting });
    }
    default:
      throw unfit(spec, 'classification');
  }
}

async function fitNumbers(
  ctx: TaskContext,
  spec: EstimatorSpec,
  values: Float64Array,
  data: FittingData,
): Promise<FittedEstimator> {
  const { features } = data;
  switch (spec.kind) {
    case 'linear':
      return fitted({ kind: 'linear', linear: fitLinear(features, values) });
    case 'ridge':
      return fitted({ kind: 'linear', linear: fitRidge(features, values, spec.alpha) });
    case 'nearest': {
      const { neighbours, weights } = spec;
      const nearest = fitNearestRegression(features, values, neighbours, weights);
      return fitted({ kind: 'nearest_regression', nearest });
    }
    case 'decision_tree': {
      const forest = fitRegressionTree(features, values, treeOptions(spec));
      return fitted({ kind: 'regression_forest', forest });
    }
    case 'forest':
      return fitted(await growForest(ctx, spec, { values, ...data }));
    case 'boosting': {
      const options = boostingOptions(ctx, spec);
      const boosting = await fitBoostedRegressionOnThreads(features, values, options);
      ctx.signal.throwIfAborted();
      return fitted({ kind: 'boosting', boosting });
    }
    default:
      throw unfit(spec, 'regression');
  }
}

const fitted = (estimator: Estimator, facts: FittedEstimator['facts'] = {}): FittedEstimator => ({
  estimator,
  facts,
});

type SpecOf<Kind extends EstimatorSpec['kind']> = Extract<EstimatorSpec, { kind: Kind }>;

function logistic(
  ctx: TaskContext,
  { penalty, maxIterations }: SpecOf<'logistic'>,
  rows: LabelledMatrix,
): FittedEstimator {
  const fit = fitLogistic(rows, {
    ...{ penalty, maxIterations },
    onIteration: (iteration, loss) => {
      ctx.signal.throwIfAborted();
      ctx.heartbeat({ iteration, loss });
      ctx.track.metrics({ loss }, { step: iteration });
    },
  });
  if (!fit.converged) ctx.log.warn(`No optimum within ${fit.iterations} iterations.`);
  const { parameters, iterations, converged } = fit;
  return fitted({ kind: 'logistic', parameters }, { iterations, converged });
}

function treeOptions(
  spec: SpecOf<'decision_tree'>,
  rows?: LabelledMatrix,
): Parameters<typeof fitRegressionTree>[2] {
  const { maxDepth, minLeafRows, seed } = spec;
  return { maxDepth, minLeafRows, seed, ...weightsOf(spec, rows) };
}

function boostingOptions(
  ctx: TaskContext,
  spec: SpecOf<'boosting'>,
  rows?: LabelledMatrix,
): Parameters<typeof fitBoostedRegressionOnThreads>[2] {
  const { rounds, learningRate, maxLeaves, maxDepth, minLeafRows, l2 } = spec;
  return {
    ...{ rounds, learningRate, maxLeaves, minLeafRows, l2, signal: ctx.signal },
    ...(maxDepth === undefined ? {} : { maxDepth }),
    ...weightsOf(spec, rows),
    onRound: (round) => {
      if (round % 10 === 0) ctx.heartbeat({ round, of: rounds });
      return ctx.signal.aborted;
    },
  };
}

function weightsOf(
  spec: EstimatorSpec,
  rows: LabelledMatrix | undefined,
): { readonly rowWeights?: Float64Array } {
  const even = 'balanced' in spec && spec.balanced && rows !== undefined;
  return even ? { rowWeights: balancedRowWeights(rows) } : {};
}

function unfit({ kind }: EstimatorSpec, task: Target['task']): RangeError {
  return new RangeError(`An estimator of kind "${kind}" does no ${task}.`);
}
