import { readFileSync, readdirSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { modelFault } from '../../../ml/onnx/scan/scan-model.ts';

interface Given {
  readonly feeds: readonly {
    readonly name: string;
    readonly type: 'float32' | 'string';
    readonly dims: readonly number[];
    readonly data: readonly (number | string | null)[];
  }[];
}
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
// Written by check.py with what Python answered.
const { answers } = read('answers.json') as {
  readonly answers: Record<string, Record<string, readonly (number | string)[]>>;
};

it('every file that Python checked is there, and the other way round', () => {
  const files = readdirSync(new URL('models/', import.meta.url)).filter((f) => f.endsWith('.onnx'));
  expect(files.sort()).toEqual(Object.keys(answers).map((name) => `${name}.onnx`)); // sorted too
});

it.each(Object.keys(answers))('%s answers here as in Python, row by row, to 1e-5', async (name) => {
  const bytes = readFileSync(new URL(`models/${name}.onnx`, import.meta.url));
  expect(modelFault(bytes)).toBeUndefined();
  const { feeds } = read(`models/${name}.json`) as Given; // written by write-models.ts
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  const tensors: Record<string, Tensor> = {};
  for (const { name: input, type, dims, data } of feeds) {
    tensors[input] =
      type === 'string'
        ? new Tensor('string', data.map(String), dims)
        : new Tensor(
            'float32',
            Float32Array.from(data, (one) => (one === null ? NaN : Number(one))),
            dims,
          );
  }
  const outputs = await session.run(tensors);
  await session.release();
  for (const [output, wanted] of Object.entries(answers[name] ?? {})) {
    const value = outputs[output];
    const given = value instanceof Tensor ? Array.from(value.data as ArrayLike<unknown>) : []; // any tensor's data is a list
    expect(given).toHaveLength(wanted.length);
    wanted.forEach((one, at) => {
      if (typeof one === 'string') expect(given[at]).toBe(one);
      else
        expect(Math.abs(Number(given[at]) - one)).toBeLessThanOrEqual(
          1e-5 * Math.max(1, Math.abs(one)),
        );
    });
  }
});
