import type { ModelFacts } from '../../stores/models/model-facts.ts';

export type { ModelFacts, ValueFacts } from '../../stores/models/model-facts.ts';

/** Element types of tensors, as ONNX Runtime names them. */
export type TensorType =
  | 'float32'
  | 'float64'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool'
  | 'string';

export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | string[];

/** A tensor on its way between the server and a session process. */
export interface WireTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

/** From the server to a session process. `key` is the sha256 of the model file. */
export type SessionRequest =
  | {
      readonly op: 'load';
      readonly key: string;
      readonly model: Uint8Array;
      readonly threads: number;
    }
  | { readonly op: 'release'; readonly key: string }
  | {
      readonly op: 'run';
      readonly key: string;
      readonly feeds: { readonly [name: string]: WireTensor };
      readonly outputs: readonly string[];
    };

/** Back again, one for each request, in order. */
export type SessionAnswer =
  | { readonly kind: 'loaded'; readonly facts: ModelFacts }
  | { readonly kind: 'released' }
  | { readonly kind: 'ran'; readonly outputs: { readonly [name: string]: WireTensor } }
  | { readonly kind: 'failed'; readonly message: string };
