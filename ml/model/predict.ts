import { boostedProbabilities, boostedScores } from '../boosting/gradient-boosting.ts';
import { nearestCentres } from '../clustering/k-means.ts';
import type { Matrix } from '../data/matrix.ts';
import type { Table } from '../data/table.ts';
import { linearPredictions } from '../linear/linear-regression.ts';
import { logisticProbabilities } from '../logistic/logistic-regression.ts';
import { nearestProbabilities } from '../neighbours/nearest-neighbours.ts';
import { forestProbabilities } from '../trees/random-forest.ts';
import type { Estimator } from './estimator.ts';
import { likeliest } from './likeliest.ts';
import type { Model, Prediction } from './model.ts';
import { toFeatures } from './to-features.ts';

/**
 * What a model says of raw rows. A neural net needs a backend in use.
 *
 * @param table holds the pipeline's inputs, in any order, others besides
 * @throws Error when an input is missing; RangeError when the estimator does not do the task.
 */
export async function predict(model: Model, table: Table): Promise<Prediction> {
  return predictMatrix(model, toFeatures(model.pipeline, table));
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
      throw unfit(model);
  }
}

async function classShares(estimator: Estimator, matrix: Matrix): Promise<Float64Array> {
  switch (estimator.kind) {
    case 'logistic':
      return logisticProbabilities(estimator.parameters, matrix);
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
    case 'boosting':
      return boostedScores(estimator.boosting, matrix);
    default:
      throw unfit({ task: 'regression', estimator });
  }
}

function unfit({ task, estimator }: Pick<Model, 'task' | 'estimator'>): RangeError {
  return new RangeError(`An estimator of kind "${estimator.kind}" does no ${task}.`);
}
