import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Table } from '../data/table.ts';
import type { Model } from '../model/model.ts';
import { modelFeeds } from '../onnx/model-feeds.ts';
import { modelInputs } from '../onnx/model-signature.ts';
import { readAnswer, type OnnxAnswer, type OutputTensor } from '../onnx/onnx-answer.ts';

/** What an exported model answers in onnxruntime-node for the rows of a table. */
export async function runOnnx(bytes: Uint8Array, model: Model, table: Table): Promise<OnnxAnswer> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  const feeds = Object.entries(modelFeeds(modelInputs(model), table)).map(
    ([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)] as const,
  );
  try {
    const outputs: Record<string, OutputTensor> = {};
    for (const [name, value] of Object.entries(await session.run(Object.fromEntries(feeds)))) {
      if (value instanceof Tensor) outputs[name] = value;
    }
    return readAnswer(outputs);
  } finally {
    await session.release();
  }
}
