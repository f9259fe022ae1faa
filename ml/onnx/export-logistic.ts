import type { LogisticParameters } from '../logistic/logistic-regression.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/** Adds `softmax(x · W + b)`; returns the name of the probabilities. */
export function addLogistic(graph: OnnxGraph, p: LogisticParameters, features: string): string {
  const weights = graph.floats('weights', [p.features, p.classes], p.weights);
  const bias = graph.floats('bias', [p.classes], p.bias);
  return graph.add('Softmax', [graph.add('Gemm', [features, weights, bias])], { axis: { int: 1 } });
}
