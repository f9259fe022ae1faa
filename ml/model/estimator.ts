import type { GradientBoosting } from '../boosting/gradient-boosting.ts';
import type { KMeans } from '../clustering/k-means.ts';
import type { IsolationForest } from '../isolation/isolation-forest.ts';
import type { LinearModel } from '../linear/linear-regression.ts';
import type { LogisticParameters } from '../logistic/logistic-regression.ts';
import type { NearestNeighbours } from '../neighbours/nearest-neighbours.ts';
import type { NearestRegression } from '../neighbours/nearest-regression.ts';
import type { NeuralNetwork } from '../neural/neural-network.ts';
import type { KernelMachine, LinearMachine } from '../svm/support-vectors.ts';
import type { RandomForest } from '../trees/random-forest.ts';
import type { RegressionForest } from '../trees/regression-forest.ts';

/** What was learned behind the preprocessing. A single tree is a forest of one. */
export type Estimator =
  | { readonly kind: 'logistic'; readonly parameters: LogisticParameters }
  /** Ordinary least squares and ridge. */
  | { readonly kind: 'linear'; readonly linear: LinearModel }
  | { readonly kind: 'linear_svm'; readonly machine: LinearMachine }
  | { readonly kind: 'rbf_svm'; readonly machine: KernelMachine }
  | { readonly kind: 'nearest'; readonly nearest: NearestNeighbours }
  | { readonly kind: 'nearest_regression'; readonly nearest: NearestRegression }
  | { readonly kind: 'forest'; readonly forest: RandomForest }
  | { readonly kind: 'regression_forest'; readonly forest: RegressionForest }
  | { readonly kind: 'boosting'; readonly boosting: GradientBoosting }
  | { readonly kind: 'k_means'; readonly means: KMeans }
  | { readonly kind: 'isolation_forest'; readonly forest: IsolationForest }
  | { readonly kind: 'neural_net'; readonly network: NeuralNetwork };
