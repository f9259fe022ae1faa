import type { Matrix } from '../data/matrix.ts';
import { planNetwork } from './network-plan.ts';
import { networkOutputs } from './network-outputs.ts';
import type { NeuralNetwork } from './neural-network.ts';

/**
 * Probabilities [N, k], row-major, each row summing to 1. A backend must be in use already.
 *
 * @param features [N, n], as training had them
 */
export async function networkProbabilities(
  network: NeuralNetwork,
  features: Matrix,
): Promise<Float64Array> {
  return softmax(await run(network, features), network.outputs);
}

/** What a network for regression says, [N], in the target's unit. A backend must be in use already. */
export async function networkValues(
  network: NeuralNetwork,
  features: Matrix,
): Promise<Float64Array> {
  return Float64Array.from(await run(network, features));
}

/** The softmax of each row of scores, [N, k], in double precision. */
export function softmax(scores: ArrayLike<number>, k: number): Float64Array {
  const made = new Float64Array(scores.length);
  for (let start = 0; start < scores.length; start += k) {
    let [top, sum] = [-Infinity, 0];
    for (let at = start; at < start + k; at += 1) top = Math.max(top, scores[at] ?? 0);
    for (let at = start; at < start + k; at += 1) {
      made[at] = Math.exp((scores[at] ?? 0) - top);
      sum += made[at] ?? 0;
    }
    for (let at = start; at < start + k; at += 1) made[at] = (made[at] ?? 0) / sum;
  }
  return made;
}

function run(network: NeuralNetwork, features: Matrix): Promise<Float32Array> {
  const layers = planNetwork(network.spec, network.outputs);
  return networkOutputs(layers, network.weights, { features, shape: network.spec.input });
}
