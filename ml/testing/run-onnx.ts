import { InferenceSession, Tensor } from 'onnxruntime-node';
import { columnOf, numbersOf, type Table } from '../data/table.ts';
import type { Model, Prediction } from '../model/model.ts';
import { modelInputs } from '../onnx/model-signature.ts';

export type OnnxOutputs = InferenceSession.OnnxValueMapType;

/** What an exported model answers in onnxruntime-node for the rows of a table. */
export async function runOnnx(bytes: Uint8Array, model: Model, table: Table): Promise<OnnxOutputs> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  try {
    return await session.run(feedsOf(model, table));
  } finally {
    await session.release();
  }
}

/** The input tensors of a table; a missing text is "". */
export function feedsOf(model: Model, table: Table): Record<string, Tensor> {
  const inputs = modelInputs(model);
  const numbers = inputs.filter(({ type }) => type === 'number').map(({ column }) => column);
  const values = new Float32Array(table.rows * numbers.length);
  numbers.forEach((name, at) => {
    numbersOf(table, name).forEach((value, row) => (values[row * numbers.length + at] = value));
  });
  const feeds: Record<string, Tensor> = {};
  if (numbers.length > 0) {
    feeds['features'] = new Tensor('float32', values, [table.rows, numbers.length]);
  }
  for (const { type, column, tensor } of inputs) {
    if (type === 'number') continue;
    const held = columnOf(table, column);
    const texts = held.type === 'text' ? held.values.map((value) => value ?? '') : [];
    feeds[tensor] = new Tensor('string', texts, [table.rows, 1]);
  }
  return feeds;
}

/** How far an answer is from the trainer's, and how many labels differ. */
export interface Difference {
  /** Largest difference of a share or score; of a value in parts of it, where it is above 1. */
  readonly largest: number;
  /** Labels that are not those of the trainer. */
  readonly labels: number;
}

/** Compares what the runtime answered with what the model predicts. */
export function differenceOf(model: Model, own: Prediction, answer: OnnxOutputs): Difference {
  switch (own.task) {
    case 'classification':
      return {
        largest: farthest(own.probabilities, numbersIn(answer, 'probabilities')),
        labels: wrong(own.labels, (at) => `${model.classes[at]}`, answer),
      };
    case 'regression':
      return { largest: farthest(own.values, numbersIn(answer, 'value')), labels: 0 };
    case 'clustering':
      return { largest: 0, labels: wrong(own.labels, String, answer) };
    case 'outlier_detection':
      return { largest: farthest(own.scores, numbersIn(answer, 'score')), labels: 0 };
  }
}

function numbersIn(answer: OnnxOutputs, name: string): Float32Array {
  const value = answer[name];
  if (value instanceof Tensor && value.data instanceof Float32Array) return value.data;
  throw new Error(`There is no output "${name}" of float32.`);
}

function farthest(own: Float64Array, answered: Float32Array): number {
  if (own.length !== answered.length) return Number.POSITIVE_INFINITY;
  return own.reduce((most, value, at) => {
    const apart = Math.abs(value - (answered[at] ?? NaN)) / Math.max(1, Math.abs(value));
    return Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.max(most, apart);
  }, 0);
}

function wrong(own: Int32Array, nameOf: (at: number) => string, answer: OnnxOutputs): number {
  const value = answer['label'];
  if (!(value instanceof Tensor)) throw new Error('There is no output "label".');
  const labels = Array.from(value.data as ArrayLike<unknown>, String); // any tensor's data is a list
  return own.reduce((sum, at, row) => sum + Number(labels[row] !== nameOf(at)), 0);
}
