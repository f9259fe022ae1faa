import type { TensorProto } from './onnx-proto.ts';

/** Weights in 8 bits: `values[…] * scales[output]` is nearly the weight. */
export interface QuantizedColumns {
  /** Each where `Layout.to` puts it. */
  readonly values: Int8Array;
  readonly scales: Float32Array;
}
interface Layout {
  readonly inputs: number;
  readonly outputs: number;
  /** Where the weight from an input to an output lies. */
  readonly at: (input: number, output: number) => number;
  /** Where it lies in 8 bits. */
  readonly to: (input: number, output: number) => number;
}

const MOST = 127;

/** Each output by its own scale: its largest weight becomes ±127. */
export function quantizeColumns(
  tensor: TensorProto,
  { inputs, outputs, at, to }: Layout,
): QuantizedColumns {
  const weights = floatsOf(tensor);
  const values = new Int8Array(weights.length);
  const scales = new Float32Array(outputs);
  for (let output = 0; output < outputs; output += 1) {
    let largest = 0;
    for (let input = 0; input < inputs; input += 1) {
      largest = Math.max(largest, Math.abs(weights[at(input, output)] ?? 0));
    }
    const scale = Math.fround(largest / MOST) || 1;
    scales[output] = scale;
    for (let input = 0; input < inputs; input += 1) {
      const rounded = Math.round((weights[at(input, output)] ?? 0) / scale);
      values[to(input, output)] = Math.max(-MOST, Math.min(MOST, rounded));
    }
  }
  return { values, scales };
}

/** A tensor of float32, kept as bytes or as a list. */
function floatsOf({ raw_data, float_data }: TensorProto): Float32Array {
  if (raw_data === undefined || raw_data.length === 0) return Float32Array.from(float_data ?? []);
  return new Float32Array(Uint8Array.from(raw_data).buffer);
}
