import { boostedProbabilities, boostedScores } from '../boosting/gradient-boosting.ts';
import { nearestCentres } from '../clustering/k-means.ts';
import type { Matrix } from '../data/matrix.ts';
import type { Table } from '../data/table.ts';
import { isolationScores } from '../isolation/isolation-forest.ts';
import { linearPredictions } from '../linear/linear-regression.ts';
import { logisticProbabilities } from '../logistic/logistic-regression.ts';
import { nearestProbabilities } from '../neighbours/nearest-neighbours.ts';
import { nearestPredictions } from '../neighbours/nearest-regression.ts';
import { kernelProbabilities } from '../svm/kernel-machine.ts';
import { linearMachineProbabilities } from '../svm/linear-machine.ts';
import { forestProbabilities } from '../trees/random-forest.ts';
import { forestPredictions } from '../trees/regression-forest.ts';
import { applyPipeline } from '../preprocess/apply-pipeline.ts';
import type { Estimator } from './estimator.ts';
import { likeliest } from './likeliest.ts';
import type { Model, Prediction } from './model.ts';

/**
 * What a model says of raw rows. A neural net needs a backend in use.
 *
 * @param table holds the pipeline's inputs, in any order, others besides
 * @throws DataFaultError when the rows are not those of the pipeline; RangeError when the estimator does not do the task.
 */
export async function predict(model: Model, table: Table): Promise<Prediction> {
  return predictMatrix(model, applyPipeline(model.pipeline, table));
}

/** As `predict`, of rows [N, features] that went through the pipeline already. */
export async function predictMatrix(model: Model, matrix: Matrix): Promise<Prediction> {
  const { estimator, classes } = model;
  switch (model.task) {
    case 'classification': {
      const probabilities = await classShares(estimator, matrix);
      return {
        task: 'classification',
        probabilities,
        labels: likeliest(probabilities, classes.length),
      };
    }
    case 'regression':
      return { task: 'regression', values: await numbers(estimator, matrix) };
    case 'clustering':
      if (estimator.kind !== 'k_means') throw unfit(model);
      return { task: 'clustering', labels: nearestCentres(estimator.means, matrix) };
    case 'outlier_detection':
      if (estimator.kind !== 'isolation_forest') throw unfit(model);
      return { task: 'outlier_detection', scores: isolationScores(estimator.forest, matrix) };
  }
}

async function classShares(estimator: Estimator, matrix: Matrix): Promise<Float64Array> {
  switch (estimator.kind) {
    case 'logistic':
      return logisticProbabilities(estimator.parameters, matrix);
    case 'linear_svm':
      return linearMachineProbabilities(estimator.machine, matrix);
    case 'rbf_svm':
      return kernelProbabilities(estimator.machine, matrix);
    case 'nearest':
      return nearestProbabilities(estimator.nearest, matrix);
    case 'forest':
      return forestProbabilities(estimator.forest, matrix);
    case 'boosting':
      return boostedProbabilities(estimator.boosting, matrix);
    case 'neural_net': {
      // Loaded only when a network is run: tfjs takes longer to load than most dags.
      const { networkProbabilities } = await import('../neural/network-probabilities.ts');
      return networkProbabilities(estimator.network, matrix);
    }
    default:
      throw unfit({ task: 'classification', estimator });
  }
}

async function numbers(estimator: Estimator, matrix: Matrix): Promise<Float64Array> {
  switch (estimator.kind) {
    case 'linear':
      return linearPredictions(estimator.linear, matrix);
    case 'nearest_regression':
      return nearestPredictions(estimator.nearest, matrix);
    case 'regression_forest':
      return forestPredictions(estimator.forest, matrix);
    case 'neural_net': {
      const { networkValues } = await import('../neural/network-probabilities.ts');
      return networkValues(estimator.network, matrix);
    }
    case 'boosting':
      return boostedScores(estimator.boosting, matrix);
    default:
      throw unfit({ task: 'regression', estimator });
  }
}

function unfit({ task, estimator }: Pick<Model, 'task' | 'estimator'>): RangeError {
  return new RangeError(`An estimator of kind "${estimator.kind}" does no ${task}.`);
}
