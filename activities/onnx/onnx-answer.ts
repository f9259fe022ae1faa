import type { Matrix } from '../../ml/data/matrix.ts';

/** What a model with our signature answers for N rows. */
export interface OnnxAnswer {
  readonly labels: readonly number[];
  /** [N, k], row-major. */
  readonly probabilities: Float32Array;
}

/** A loaded model. */
export interface OnnxModel {
  answer(features: Matrix): Promise<OnnxAnswer>;
  close(): Promise<void>;
}

/** Rows that go through the runtime at once. */
const ROWS_AT_ONCE = 1024;

/**
 * Loads an ONNX model with the signature that `exportOnnx` writes. The runtime computes on the
 * calling thread and blocks it: call this only from tasks with isolation `process`.
 */
export async function loadOnnx(bytes: Uint8Array): Promise<OnnxModel> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  return {
    answer: async ({ rows, columns, values }) => {
      const labels: number[] = [];
      const probabilities: Float32Array[] = [];
      for (let start = 0; start < rows; start += ROWS_AT_ONCE) {
        const end = Math.min(rows, start + ROWS_AT_ONCE);
        const part = values.slice(start * columns, end * columns);
        const features = new Tensor('float32', part, [end - start, columns]);
        const answer = await session.run({ features });
        labels.push(...labelsOf(answer['label']?.data));
        probabilities.push(probabilitiesOf(answer['probabilities']?.data));
      }
      return { labels, probabilities: joined(probabilities) };
    },
    close: () => session.release(),
  };
}

function labelsOf(data: unknown): number[] {
  if (data instanceof BigInt64Array) return Array.from(data, Number);
  throw new Error('The model has no output "label" of type int64.');
}

function probabilitiesOf(data: unknown): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error('The model has no output "probabilities" of type float32.');
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
