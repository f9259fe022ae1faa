import { takeRows, type Table } from '../../ml/data/table.ts';
import { modelFeeds } from '../../ml/onnx/model-feeds.ts';
import type { ModelInput } from '../../ml/onnx/model-signature.ts';
import type { OnnxAnswer } from '../../ml/onnx/onnx-answer.ts';
import type { Smoke, TensorValue } from './packaged-model.ts';

/**
 * The first row of a table as input tensors. A missing number has no form in JSON: another row
 * without one is taken, or there is no row to ask with.
 */
export function smokeInputs(
  inputs: readonly ModelInput[],
  table: Table,
): { readonly row: Table; readonly tensors: TensorValue[] } | undefined {
  for (let at = 0; at < table.rows; at += 1) {
    const row = takeRows(table, [at]);
    const tensors = Object.entries(modelFeeds(inputs, row)).map(
      ([name, { type, data, dims }]): TensorValue => ({
        ...{ name, shape: [...dims], data: [...data] },
        datatype: type === 'string' ? 'BYTES' : 'FP32',
      }),
    );
    if (tensors.every(({ data }) => data.every((one) => !Number.isNaN(one)))) {
      return { row, tensors };
    }
  }
  return undefined;
}

/** What a model answers one row, as tensors. */
export function smokeOutputs(answer: OnnxAnswer): TensorValue[] {
  switch (answer.task) {
    case 'classification': {
      const { labels, probabilities } = answer;
      return [
        { ...labelTensor(labels), name: 'label' },
        floats('probabilities', [...probabilities], [1, probabilities.length]),
      ];
    }
    case 'regression':
      return [floats('value', [...answer.values])];
    case 'clustering':
      return [{ ...labelTensor(answer.labels), name: 'label' }];
    case 'outlier_detection':
      return [floats('score', [...answer.scores])];
  }
}

/**
 * Whether an answer is the one of the smoke row: texts and whole numbers equal, others to 1e-4 of
 * their size, as another runtime adds up in another order.
 */
export function sameAnswer(wanted: Smoke['outputs'], given: Smoke['outputs']): boolean {
  return wanted.every(({ name, datatype, data }) => {
    const found = given.find((each) => each.name === name)?.data ?? [];
    if (found.length !== data.length) return false;
    return data.every((value, at) => {
      const other = found[at];
      if (datatype !== 'FP32') return other === value;
      const [one, two] = [Number(value), Number(other)];
      return Math.abs(one - two) <= 1e-4 * Math.max(1, Math.abs(one));
    });
  });
}

const floats = (name: string, data: number[], shape: number[] = [data.length]): TensorValue => ({
  ...{ name, datatype: 'FP32', shape, data },
});

function labelTensor(labels: readonly (number | string)[]): Omit<TensorValue, 'name'> {
  const isText = labels.some((label) => typeof label === 'string');
  return { datatype: isText ? 'BYTES' : 'INT64', shape: [labels.length], data: [...labels] };
}
