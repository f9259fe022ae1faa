import type { Table } from '../../ml/data/table.ts';
import { modelFeeds } from '../../ml/onnx/model-feeds.ts';
import type { ModelInput } from '../../ml/onnx/model-signature.ts';
import { joinAnswers, readAnswer, type OnnxAnswer } from '../../ml/onnx/onnx-answer.ts';

/** A loaded model. */
export interface OnnxModel {
  /** What it says of the rows of a table that holds its columns. */
  answer(table: Table): Promise<OnnxAnswer>;
  close(): Promise<void>;
}

/** Rows that go through the runtime at once. */
const ROWS_AT_ONCE = 1024;

/**
 * Loads an ONNX model with the signature that `exportModel` writes. The runtime computes on the
 * calling thread and blocks it: call this only from tasks with isolation `process`.
 *
 * @param inputs which tensor each column goes into
 */
export async function loadOnnx(
  bytes: Uint8Array,
  inputs: readonly ModelInput[],
): Promise<OnnxModel> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  return {
    answer: async (table) => {
      const parts: OnnxAnswer[] = [];
      for (let start = 0; start < table.rows || parts.length === 0; start += ROWS_AT_ONCE) {
        const end = Math.min(table.rows, start + ROWS_AT_ONCE);
        const feeds = Object.entries(modelFeeds(inputs, table, start, end)).map(
          ([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)] as const,
        );
        parts.push(readAnswer(await session.run(Object.fromEntries(feeds))));
      }
      const whole = joinAnswers(parts);
      if (whole === undefined) throw new Error('The model answered nothing.');
      return whole;
    },
    close: () => session.release(),
  };
}
