import protobuf from 'protobufjs';
import type { ModelProto } from './onnx-proto.ts';
import { ONNX_SCHEMA } from './onnx-schema.ts';

/** Values of the schema's `TensorProto.DataType`. */
export const TENSOR_TYPE = {
  ...{ float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, string: 8, bool: 9, double: 11 },
} as const;
export type TensorType = (typeof TENSOR_TYPE)[keyof typeof TENSOR_TYPE];

export interface OnnxValue {
  readonly name: string;
  readonly type: TensorType;
  /** A string is a free dimension. */
  readonly shape: readonly (number | string)[];
}
export interface OnnxModelFacts {
  /** What the graph is called. */
  readonly name: string;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Operator sets: 17 of ONNX and 3 of ONNX-ML are known to every runtime since early 2022. */
const OPERATOR_SETS = [
  { domain: '', version: 17 },
  { domain: 'ai.onnx.ml', version: 3 },
];
const IR_VERSION = 8;

/** The file of a graph; `nodes` and `initializers` in the words of the schema. */
export function encodeModelProto(
  nodes: readonly object[],
  initializers: readonly object[],
  facts: OnnxModelFacts,
): Uint8Array {
  return encodeProto({
    ir_version: IR_VERSION,
    producer_name: 'perdure',
    opset_import: OPERATOR_SETS,
    metadata_props: Object.entries(facts.metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: facts.name,
      node: nodes,
      initializer: initializers,
      input: facts.inputs.map(toValueInfo),
      output: facts.outputs.map(toValueInfo),
    },
  });
}

/** @throws Error when the model does not fit the schema. */
export function encodeProto(model: object): Uint8Array {
  const type = modelType();
  const fault = type.verify(model);
  if (fault !== null) throw new Error(`The ONNX model does not fit its schema: ${fault}.`);
  return type.encode(type.fromObject(model)).finish();
}

/** @throws Error when the bytes are no ONNX file. */
export function decodeProto(bytes: Uint8Array): ModelProto {
  const type = modelType();
  // The schema's messages have the fields of ModelProto, 64-bit numbers as plain ones.
  return type.toObject(type.decode(bytes), { longs: Number, enums: Number });
}

let parsed: protobuf.Type | undefined;
function modelType(): protobuf.Type {
  parsed ??= protobuf.parse(ONNX_SCHEMA, { keepCase: true }).root.lookupType('onnx.ModelProto');
  return parsed;
}

function toValueInfo({ name, type, shape }: OnnxValue): object {
  const dim = shape.map((side) =>
    typeof side === 'string' ? { dim_param: side } : { dim_value: side },
  );
  return { name, type: { tensor_type: { elem_type: type, shape: { dim } } } };
}
