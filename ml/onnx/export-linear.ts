import type { LinearModel } from '../linear/linear-regression.ts';
import type { LogisticParameters } from '../logistic/logistic-regression.ts';
import type { LinearMachine } from '../svm/support-vectors.ts';
import { addCalibration } from './export-calibration.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/*
 * Sums of products are taken in double precision, as the trainer does: with columns of a large mean
 * the terms cancel, and single precision would leave few digits.
 */

/** Adds `softmax(x · W + b)`; returns the name of the probabilities. */
export function addLogistic(graph: OnnxGraph, p: LogisticParameters, features: string): string {
  const weights = graph.doubles('weights', [p.features, p.classes], p.weights);
  const bias = graph.doubles('bias', [p.classes], p.bias);
  const product = graph.add('MatMul', [graph.cast(features, 'double'), weights]);
  const scores = graph.add('Add', [product, bias]);
  return graph.cast(graph.add('Softmax', [scores], { axis: { int: 1 } }), 'float');
}

/** Adds `x · w + intercept`; returns the name of the values, [N, 1]. */
export function addLinear(graph: OnnxGraph, model: LinearModel, features: string): string {
  const weights = graph.doubles('weights', [model.weights.length, 1], model.weights);
  const intercept = graph.doubles('intercept', [1], [model.intercept]);
  const product = graph.add('MatMul', [graph.cast(features, 'double'), weights]);
  return graph.cast(graph.add('Add', [product, intercept]), 'float');
}

/** Adds the scores of a linear support vector machine and its calibration. */
export function addLinearMachine(graph: OnnxGraph, m: LinearMachine, features: string): string {
  const columns = new Float64Array(m.weights.length);
  m.weights.forEach((weight, at) => {
    const [c, feature] = [Math.floor(at / m.features), at % m.features];
    columns[feature * m.classes + c] = weight;
  });
  const weights = graph.doubles('weights', [m.features, m.classes], columns);
  const bias = graph.doubles('bias', [m.classes], m.bias);
  const product = graph.add('MatMul', [graph.cast(features, 'double'), weights]);
  return addCalibration(graph, m.calibration, graph.add('Add', [product, bias]));
}
