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
import { labelledOf, type Target } from './target.ts';

/** Estimators that are fitted in one go, without a pause. */
export type SpecAtOnce = Exclude<EstimatorSpec, { kind: 'forest' | 'boosting' }>;

export interface FittedEstimator {
  readonly estimator: Estimator;
  /** How the fit went, for the record: iterations, whether it converged, … */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}
/** An iteration of an optimizer, from 1. */
export interface FitIteration {
  readonly iteration: number;
  readonly loss: number;
}

/** Fits what the specification says. @throws RangeError when it does not do the task. */
export function fitAtOnce(
  spec: SpecAtOnce,
  features: Matrix,
  target: Target,
  told: (at: FitIteration) => void,
): FittedEstimator {
  return target.task === 'classification'
    ? fitClasses(spec, labelledOf(features, target), told)
    : fitNumbers(spec, features, target.values);
}

function fitClasses(
  spec: SpecAtOnce,
  rows: LabelledMatrix,
  told: (at: FitIteration) => void,
): FittedEstimator {
  const options = { ...spec, ...weightsOf(spec, rows) };
  switch (spec.kind) {
    case 'logistic':
      return logistic(spec, rows, told);
    case 'linear_svm':
      return fitted({ kind: 'linear_svm', machine: fitLinearMachine(rows, options) });
    case 'rbf_svm': {
      const { c, gamma, seed } = spec;
      const machine = fitKernelMachine(rows, { c, gamma, seed, ...weightsOf(spec, rows) });
      return fitted(
        { kind: 'rbf_svm', machine },
        { supportVectors: machine.vectorsOfClass.reduce((sum, count) => sum + count, 0) },
      );
    }
    case 'nearest':
      return fitted({ kind: 'nearest', nearest: fitNearest(rows, spec.neighbours, spec.weights) });
    case 'decision_tree':
      return fitted({ kind: 'forest', forest: fitDecisionTree(rows, treeOptions(spec, rows)) });
    default:
      throw unfit(spec, 'classification');
  }
}

function fitNumbers(spec: SpecAtOnce, features: Matrix, values: Float64Array): FittedEstimator {
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
  { penalty, maxIterations }: SpecOf<'logistic'>,
  rows: LabelledMatrix,
  told: (at: FitIteration) => void,
): FittedEstimator {
  const { parameters, iterations, converged } = fitLogistic(rows, {
    ...{ penalty, maxIterations },
    onIteration: (iteration, loss) => told({ iteration, loss }),
  });
  return fitted({ kind: 'logistic', parameters }, { iterations, converged });
}

function treeOptions(
  spec: SpecOf<'decision_tree'>,
  rows?: LabelledMatrix,
): Parameters<typeof fitRegressionTree>[2] {
  const { maxDepth, minLeafRows, seed } = spec;
  return { maxDepth, minLeafRows, seed, ...weightsOf(spec, rows) };
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
