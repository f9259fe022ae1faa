import type { Tensor } from 'onnxruntime-node';
import type { TensorValue } from '../package/packaged-model.ts';

/** What a model answers to tensors, in this process; only from tasks with isolation `process`. */
export async function askHere(
  bytes: Uint8Array,
  inputs: readonly TensorValue[],
): Promise<TensorValue[]> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  const feeds: Record<string, Tensor> = {};
  for (const { name, datatype, shape, data } of inputs) {
    feeds[name] =
      datatype === 'BYTES'
        ? new Tensor('string', data.map(String), shape)
        : new Tensor('float32', Float32Array.from(data, Number), shape);
  }
  try {
    const outputs = await session.run(feeds);
    return Object.entries(outputs).flatMap(([name, value]) => {
      if (!(value instanceof Tensor)) return [];
      const datatype = DATATYPES[value.type];
      if (datatype === undefined) return [];
      // A list of texts, numbers or big integers, as the types in DATATYPES are.
      const held = Array.from(value.data as ArrayLike<string | number | bigint>);
      const data = held.map((one) => (typeof one === 'bigint' ? Number(one) : one));
      return [{ name, datatype, shape: [...value.dims], data }];
    });
  } finally {
    await session.release();
  }
}

const DATATYPES: { readonly [type: string]: TensorValue['datatype'] } = {
  float32: 'FP32',
  int64: 'INT64',
  string: 'BYTES',
};
