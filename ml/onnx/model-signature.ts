import type { ClassLabel, Model } from '../model/model.ts';
import type { NumberInput, TextInput } from '../preprocess/pipeline.ts';
import { TENSOR_TYPE, type OnnxValue } from './onnx-file.ts';

/** Inputs and outputs of a model, in Open Inference Protocol words; -1 is a free dimension. */
export interface ModelSignature {
  readonly inputs: readonly TensorSignature[];
  readonly outputs: readonly TensorSignature[];
}
export interface TensorSignature {
  readonly name: string;
  readonly datatype: 'FP32' | 'INT64' | 'BYTES';
  readonly shape: readonly number[];
}

/** Which tensor of an exported model a column of the data goes into. */
export interface ModelInput {
  /** Name of the column. */
  readonly column: string;
  readonly type: 'number' | 'text';
  /** `features` for numbers; texts have one of their own. */
  readonly tensor: string;
}

/** Numbers of all columns together, float32 [N, n]. */
export const FEATURES = 'features';
const TYPES = { FP32: TENSOR_TYPE.float, INT64: TENSOR_TYPE.int64, BYTES: TENSOR_TYPE.string };

/** The signature that `exportModel` gives a model. */
export function signatureOfModel(model: Model): ModelSignature {
  const inputs = modelInputs(model);
  const numbers = inputs.filter(({ type }) => type === 'number').length;
  const features: TensorSignature = { name: FEATURES, datatype: 'FP32', shape: [-1, numbers] };
  return {
    inputs: [
      ...(numbers === 0 ? [] : [features]),
      ...inputs.flatMap(({ type, tensor }): TensorSignature[] =>
        type === 'number' ? [] : [{ name: tensor, datatype: 'BYTES', shape: [-1, 1] }],
      ),
    ],
    outputs: outputsOf(model),
  };
}

/**
 * The columns a model takes, in the order of its pipeline, numbers in the order of the columns of
 * `features`. A text column's tensor has its name; where an output or `features` has that name
 * already, underscores follow it.
 */
export function modelInputs(model: Model): readonly ModelInput[] {
  const { inputs } = model.pipeline;
  const taken = new Set([FEATURES, ...outputsOf(model).map(({ name }) => name)]);
  const texts = inputs.filter((input) => input.type === 'text').map(({ name }) => name);
  return inputs.map((input): ModelInput => {
    const { name: column, type } = input;
    return { column, type, tensor: type === 'number' ? FEATURES : free(column, taken, texts) };
  });
}

/** Inputs of a pipeline by their type, in its order. */
export function numberInputs(model: Pick<Model, 'pipeline'>): readonly NumberInput[] {
  return model.pipeline.inputs.filter((input) => input.type === 'number');
}
export function textInputs(model: Pick<Model, 'pipeline'>): readonly TextInput[] {
  return model.pipeline.inputs.filter((input) => input.type === 'text');
}

/** Whether labels travel as 64-bit integers; as text otherwise. */
export function hasIntegerLabels(classes: readonly ClassLabel[]): boolean {
  return classes.every((label) => Number.isSafeInteger(label));
}

/** A tensor's declaration in the file. */
export function toOnnxValue({ name, datatype, shape }: TensorSignature): OnnxValue {
  return { name, type: TYPES[datatype], shape: shape.map((side) => (side === -1 ? 'N' : side)) };
}

function outputsOf({ task, classes }: Model): readonly TensorSignature[] {
  switch (task) {
    case 'classification': {
      const datatype = hasIntegerLabels(classes) ? 'INT64' : 'BYTES';
      return [
        { name: 'label', datatype, shape: [-1] },
        { name: 'probabilities', datatype: 'FP32', shape: [-1, classes.length] },
      ];
    }
    case 'regression':
      return [{ name: 'value', datatype: 'FP32', shape: [-1] }];
    case 'clustering':
      return [{ name: 'label', datatype: 'INT64', shape: [-1] }];
    case 'outlier_detection':
      return [{ name: 'score', datatype: 'FP32', shape: [-1] }];
  }
}

function free(name: string, taken: ReadonlySet<string>, texts: readonly string[]): string {
  if (name !== '' && !taken.has(name)) return name;
  let longer = `${name}_`;
  while (taken.has(longer) || texts.includes(longer)) longer += '_';
  return longer;
}
