import type { ClassLabel, Model } from '../model/model.ts';
import { addNearestCentre } from './export-distances.ts';
import { addKernelMachine } from './export-kernel-machine.ts';
import { addLinear, addLinearMachine, addLogistic } from './export-linear.ts';
import { addNearest, addNearestRegression } from './export-nearest.ts';
import { addNetwork } from './export-network.ts';
import { addPipeline } from './export-pipeline.ts';
import {
  addBoostedScores,
  addBoosting,
  addForest,
  addIsolationForest,
  addRegressionForest,
} from './export-trees.ts';
import { hasIntegerLabels, modelInputs, signatureOfModel, toOnnxValue } from './model-signature.ts';
import { onnxGraph, type OnnxGraph } from './onnx-graph.ts';

/**
 * Writes a model as one ONNX file, its whole pipeline inside. Models of one task on the same columns
 * have the same signature, so that they can stand in for each other behind an endpoint:
 * `features` float32 [N, n] and each text column as a string tensor [N, 1] →
 * classification `label` int64 or string [N], the likeliest class, and `probabilities` float32
 * [N, k]; regression `value` float32 [N]; clustering `label` int64 [N]; outliers `score` float32 [N].
 *
 * O1 The same model and metadata give the same bytes: nothing depends on time or machine.
 * O2 What the trainer computes in doubles, the graph does too (sums of products, distances, trees);
 *    neural nets are single precision on both sides. Answers are single precision.
 *
 * @param metadata written beside our own keys: columns, classes, kind, task
 * @throws RangeError when the estimator does not do the task.
 */
export function exportModel(
  model: Model,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const { inputs, outputs } = signatureOfModel(model);
  const graph = onnxGraph([...inputs, ...outputs].map(({ name }) => name));
  addAnswer(graph, model, addPipeline(graph, model));
  return graph.encode({
    name: model.task,
    inputs: inputs.map(toOnnxValue),
    outputs: outputs.map(toOnnxValue),
    metadata: {
      columns: JSON.stringify(modelInputs(model).map(({ column }) => column)),
      classes: JSON.stringify(model.classes),
      kind: model.estimator.kind,
      task: model.task,
      ...metadata,
    },
  });
}

function addAnswer(graph: OnnxGraph, model: Model, features: string): void {
  const { estimator, task } = model;
  switch (task) {
    case 'classification': {
      const probabilities = addProbabilities(graph, model, features);
      graph.output('label', addLabel(graph, model.classes, probabilities));
      graph.output('probabilities', probabilities);
      return;
    }
    case 'regression':
      graph.output('value', oneAxis(graph, addValues(graph, model, features)));
      return;
    case 'clustering':
      if (estimator.kind !== 'k_means') throw unfit(model);
      graph.output('label', addNearestCentre(graph, estimator.means, features));
      return;
    case 'outlier_detection':
      if (estimator.kind !== 'isolation_forest') throw unfit(model);
      graph.output('score', oneAxis(graph, addIsolationForest(graph, estimator.forest, features)));
  }
}

function addProbabilities(graph: OnnxGraph, model: Model, features: string): string {
  const { estimator } = model;
  switch (estimator.kind) {
    case 'logistic':
      return addLogistic(graph, estimator.parameters, features);
    case 'linear_svm':
      return addLinearMachine(graph, estimator.machine, features);
    case 'rbf_svm':
      return addKernelMachine(graph, estimator.machine, features);
    case 'nearest':
      return addNearest(graph, estimator.nearest, features);
    case 'forest':
      return addForest(graph, estimator.forest, features);
    case 'boosting':
      return addBoosting(graph, estimator.boosting, features);
    case 'neural_net':
      return addNetwork(graph, estimator.network, features);
    default:
      throw unfit(model);
  }
}

function addValues(graph: OnnxGraph, model: Model, features: string): string {
  const { estimator } = model;
  switch (estimator.kind) {
    case 'linear':
      return addLinear(graph, estimator.linear, features);
    case 'nearest_regression':
      return addNearestRegression(graph, estimator.nearest, features);
    case 'regression_forest':
      return addRegressionForest(graph, estimator.forest, features);
    case 'boosting':
      return addBoostedScores(graph, estimator.boosting, features);
    case 'neural_net':
      return addNetwork(graph, estimator.network, features);
    default:
      throw unfit(model);
  }
}

/** The likeliest class of each row; the first of equals. */
function addLabel(graph: OnnxGraph, classes: readonly ClassLabel[], probabilities: string): string {
  const position = graph.add('ArgMax', [probabilities], { axis: { int: 1 }, keepdims: { int: 0 } });
  const labels = hasIntegerLabels(classes)
    ? graph.integers('classes', classes.map(Number))
    : graph.texts('classes', classes.map(String));
  return graph.add('Gather', [labels, position]);
}

const oneAxis = (graph: OnnxGraph, value: string): string =>
  graph.add('Reshape', [value, graph.integers('shape', [-1])]);

function unfit({ task, estimator }: Model): RangeError {
  return new RangeError(`An estimator of kind "${estimator.kind}" does no ${task}.`);
}
