import type { Classifier } from '../model/classifier.ts';
import type { ModelSignature } from './model-signature.ts';
import { onnxGraph, TENSOR_TYPE, type OnnxGraph } from './onnx-graph.ts';
import { addLogistic } from './export-linear.ts';
import { addNetwork } from './export-network.ts';
import { addForest } from './export-trees.ts';

/**
 * Writes a classifier as one ONNX file, preprocessing included. Every kind of classifier gets the
 * same signature, so that they can stand in for each other behind an endpoint:
 * `features` float32 [N, n] → `label` int64 [N], `probabilities` float32 [N, k].
 *
 * O1 The same classifier and metadata give the same bytes: nothing depends on time or machine.
 */
export function exportOnnx(
  classifier: Classifier,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const graph = onnxGraph();
  const n = classifier.columns.length;
  const k = classifier.classes.length;
  const probabilities = addProbabilities(graph, classifier, addScaler(graph, classifier));
  const position = graph.add('ArgMax', [probabilities], { axis: { int: 1 }, keepdims: { int: 0 } });
  const label = graph.add('Gather', [graph.integers('classes', classifier.classes), position]);
  graph.output('label', label);
  graph.output('probabilities', probabilities);
  return graph.encode({
    name: 'classifier',
    inputs: [{ name: 'features', type: TENSOR_TYPE.float, shape: ['N', n] }],
    outputs: [
      { name: 'label', type: TENSOR_TYPE.int64, shape: ['N'] },
      { name: 'probabilities', type: TENSOR_TYPE.float, shape: ['N', k] },
    ],
    metadata: {
      columns: JSON.stringify(classifier.columns),
      classes: JSON.stringify(classifier.classes),
      kind: classifier.kind,
      ...metadata,
    },
  });
}

/** The signature that `exportOnnx` gives a classifier. */
export function signatureOf(classifier: Classifier): ModelSignature {
  return {
    inputs: [{ name: 'features', datatype: 'FP32', shape: [-1, classifier.columns.length] }],
    outputs: [
      { name: 'label', datatype: 'INT64', shape: [-1] },
      { name: 'probabilities', datatype: 'FP32', shape: [-1, classifier.classes.length] },
    ],
  };
}

function addScaler(graph: OnnxGraph, { scaler, columns }: Classifier): string {
  if (scaler === undefined) return 'features';
  const mean = graph.floats('mean', [columns.length], scaler.mean);
  const scale = graph.floats('scale', [columns.length], scaler.scale);
  return graph.add('Div', [graph.add('Sub', ['features', mean]), scale]);
}

function addProbabilities(graph: OnnxGraph, classifier: Classifier, scaled: string): string {
  switch (classifier.kind) {
    case 'logistic':
      return addLogistic(graph, classifier.parameters, scaled);
    case 'forest':
      return addForest(graph, classifier.forest, scaled);
    case 'neural_net':
      return addNetwork(graph, classifier.network, scaled);
  }
}
