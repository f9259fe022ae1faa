import type { KernelMachine } from '../svm/support-vectors.ts';
import { addCalibration } from './export-calibration.ts';
import { addSquaredDistances } from './export-distances.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/**
 * Adds a support vector machine with its kernel, votes and calibration in plain operators and
 * doubles: ONNX-ML's SVMClassifier computes in single precision, and its probabilities are coupled
 * from pairs in another way than ours.
 */
export function addKernelMachine(graph: OnnxGraph, m: KernelMachine, features: string): string {
  const rows = graph.cast(features, 'double');
  const distances = addSquaredDistances(graph, rows, m.vectors, m.features);
  const powers = graph.add('Mul', [distances, graph.doubles('gamma', [1], [-m.gamma])]);
  const kernel = graph.add('Exp', [powers]);
  const { coefficients, sides, losers } = pairsOf(m);
  const pairs = m.rho.length;
  const count = m.vectors.length / m.features;
  const sums = graph.add('MatMul', [
    kernel,
    graph.doubles('coefficients', [count, pairs], coefficients),
  ]);
  const decisions = graph.add('Add', [sums, graph.doubles('rho', [pairs], m.rho)]);
  const ofPairs = graph.doubles('sides', [pairs, m.classes], sides);
  const said = graph.add('MatMul', [decisions, ofPairs]);
  if (m.classes === 2) return addCalibration(graph, m.calibration, said);
  const won = graph.add('Greater', [decisions, graph.doubles('zero', [1], [0])]);
  const wins = graph.add('MatMul', [graph.cast(won, 'double'), ofPairs]);
  const votes = graph.add('Add', [wins, graph.doubles('losers', [m.classes], losers)]);
  const one = graph.doubles('one', [1], [1]);
  const most = graph.add('Add', [graph.add('Abs', [said]), one]);
  const scaled = graph.add('Mul', [most, graph.doubles('three', [1], [3])]);
  const scores = graph.add('Add', [votes, graph.add('Div', [said, scaled])]);
  return addCalibration(graph, m.calibration, scores);
}

/**
 * `coefficients` [V, pairs]: libsvm's lines, spread over the pairs they belong to. `sides` [pairs, k]:
 * 1 for a pair's first class, -1 for its second. `losers` [k]: the votes of each class if it lost
 * every pair it is the first of.
 */
function pairsOf({ classes, vectorsOfClass, coefficients }: KernelMachine) {
  const pairs = (classes * (classes - 1)) / 2;
  const count = coefficients.length / (classes - 1);
  const starts = [0];
  for (const each of vectorsOfClass) starts.push((starts.at(-1) ?? 0) + each);
  const spread = new Float64Array(count * pairs);
  const sides = new Float64Array(pairs * classes);
  const losers = new Float64Array(classes);
  const put = (of: number, line: number, pair: number): void => {
    for (let v = starts[of] ?? 0; v < (starts[of + 1] ?? 0); v += 1) {
      spread[v * pairs + pair] = coefficients[line * count + v] ?? 0;
    }
  };
  let pair = 0;
  for (let i = 0; i < classes; i += 1) {
    for (let j = i + 1; j < classes; j += 1) {
      put(i, j - 1, pair);
      put(j, i, pair);
      sides[pair * classes + i] = 1;
      sides[pair * classes + j] = -1;
      losers[j] = (losers[j] ?? 0) + 1;
      pair += 1;
    }
  }
  return { coefficients: spread, sides, losers };
}
