import type { Calibration } from '../svm/support-vectors.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/** Adds a sigmoid a class over scores [N, k] in doubles, normed; returns the probabilities. */
export function addCalibration(
  graph: OnnxGraph,
  { slope, offset }: Calibration,
  scores: string,
): string {
  const k = slope.length;
  const tilted = graph.add('Mul', [scores, graph.doubles('slope', [k], slope)]);
  const power = graph.add('Add', [tilted, graph.doubles('offset', [k], offset)]);
  const one = graph.doubles('one', [1], [1]);
  const below = graph.add('Add', [one, graph.add('Exp', [power])]);
  const shares = graph.add('Div', [one, below]);
  const sum = graph.add('ReduceSum', [shares, graph.integers('axis', [1])]);
  const some = graph.add('Greater', [sum, graph.doubles('zero', [1], [0])]);
  const equal = graph.doubles('equal', [1], [1 / k]);
  const normed = graph.add('Where', [some, graph.add('Div', [shares, sum]), equal]);
  return graph.cast(normed, 'float');
}
