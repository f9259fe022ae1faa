import type { Matrix } from '../data/matrix.ts';
import { logisticProbabilities, type LogisticParameters } from '../logistic/logistic-regression.ts';
import type { NeuralNetwork } from '../neural/neural-network.ts';
import { standardize, type StandardScaler } from '../preprocess/standard-scaler.ts';
import { forestProbabilities, type RandomForest } from '../trees/random-forest.ts';

export { likeliest } from './likeliest.ts';

/** A trained classifier with its preprocessing: takes raw features, gives class probabilities. */
export type Classifier = ClassifierFacts &
  (
    | { readonly kind: 'logistic'; readonly parameters: LogisticParameters }
    | { readonly kind: 'forest'; readonly forest: RandomForest }
    | { readonly kind: 'neural_net'; readonly network: NeuralNetwork }
  );
export interface ClassifierFacts {
  /** Names of the features, in the order of the columns. */
  readonly columns: readonly string[];
  /** The label values; probabilities come in this order. */
  readonly classes: readonly number[];
  /** Applied to the features first; absent where scaling changes nothing. */
  readonly scaler?: StandardScaler;
}

/**
 * Probabilities [N, k], row-major, each row summing to 1. A neural net needs a backend in use.
 *
 * @param features [N, n], raw, in the units of the data
 */
export async function classProbabilities(
  classifier: Classifier,
  features: Matrix,
): Promise<Float64Array> {
  const { scaler } = classifier;
  const scaled = scaler === undefined ? features : standardize(features, scaler);
  switch (classifier.kind) {
    case 'logistic':
      return logisticProbabilities(classifier.parameters, scaled);
    case 'forest':
      return forestProbabilities(classifier.forest, scaled);
    case 'neural_net': {
      // Loaded only when a network is run: tfjs takes longer to load than most dags.
      const { networkProbabilities } = await import('../neural/network-probabilities.ts');
      return networkProbabilities(classifier.network, scaled);
    }
  }
}
