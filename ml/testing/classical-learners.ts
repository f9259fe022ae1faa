import {
  boostedProbabilities,
  boostedScores,
  fitBoostedClassifier,
  fitBoostedRegression,
} from '../boosting/gradient-boosting.ts';
import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { fitLinear, fitRidge, linearPredictions } from '../linear/linear-regression.ts';
import { fitLogistic, logisticProbabilities } from '../logistic/logistic-regression.ts';
import { fitNearest, nearestProbabilities } from '../neighbours/nearest-neighbours.ts';
import { fitNearestRegression, nearestPredictions } from '../neighbours/nearest-regression.ts';
import { fitStandardScaler, standardize } from '../preprocess/standard-scaler.ts';
import { fitKernelMachine, kernelProbabilities } from '../svm/kernel-machine.ts';
import { fitLinearMachine, linearMachineProbabilities } from '../svm/linear-machine.ts';
import { fitDecisionTree, fitRegressionTree } from '../trees/decision-tree.ts';
import { fitForest, forestProbabilities } from '../trees/random-forest.ts';
import { fitRegressionForest, forestPredictions } from '../trees/regression-forest.ts';

/** Answers for `held` of one model or several that learnt from `train`. */
export type Classify = (train: LabelledMatrix, held: Matrix, seed: number) => Float64Array[];
export type Regress = (train: NumberedMatrix, held: Matrix, seed: number) => Float64Array[];
export interface NumberedMatrix {
  readonly features: Matrix;
  readonly targets: readonly number[];
}

/** Equal splits are settled by chance: one tree's score says little of the next one's. */
const TREES = Array.from({ length: 20 }, (_, at) => at);

/** The models of the oracle by their names there, with the settings it has: class probabilities. */
export const CLASSIFIERS: { readonly [name: string]: Classify } = {
  logistic: scaled((train, held) => [
    logisticProbabilities(fitLogistic(train, { maxIterations: 1_000 }).parameters, held),
  ]),
  linear_svm: scaled((train, held, seed) => [
    linearMachineProbabilities(fitLinearMachine(train, { seed }), held),
  ]),
  rbf_svm: scaled((train, held, seed) => [
    kernelProbabilities(fitKernelMachine(train, { seed }), held),
  ]),
  nearest: scaled((train, held) => [nearestProbabilities(fitNearest(train, 5), held)]),
  tree: (train, held) =>
    TREES.map((seed) => forestProbabilities(fitDecisionTree(train, { seed }), held)),
  forest: (train, held, seed) => [
    forestProbabilities(fitForest(train, { trees: 100, seed }), held),
  ],
  boosting: (train, held) => [boostedProbabilities(fitBoostedClassifier(train), held)],
};

/** As `CLASSIFIERS`: predicted numbers. */
export const REGRESSORS: { readonly [name: string]: Regress } = {
  linear: ({ features, targets }, held) => [linearPredictions(fitLinear(features, targets), held)],
  ridge: ({ features, targets }, held) => [
    linearPredictions(fitRidge(features, targets, 0.05), held),
  ],
  nearest: scaled(({ features, targets }, held) => [
    nearestPredictions(fitNearestRegression(features, targets), held),
  ]),
  tree: ({ features, targets }, held) =>
    TREES.map((seed) => forestPredictions(fitRegressionTree(features, targets, { seed }), held)),
  forest: ({ features, targets }, held, seed) => [
    forestPredictions(fitRegressionForest(features, targets, { seed }), held),
  ],
  boosting: ({ features, targets }, held) => [
    boostedScores(fitBoostedRegression(features, targets), held),
  ],
};

function scaled<Data extends { readonly features: Matrix }>(
  learn: (train: Data, held: Matrix, seed: number) => Float64Array[],
): (train: Data, held: Matrix, seed: number) => Float64Array[] {
  return (train, held, seed) => {
    const scaler = fitStandardScaler(train.features);
    const features = standardize(train.features, scaler);
    return learn({ ...train, features }, standardize(held, scaler), seed);
  };
}
