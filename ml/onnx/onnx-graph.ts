import protobuf from 'protobufjs';
import { ONNX_SCHEMA } from './onnx-schema.ts';

/** Values of the schema's `TensorProto.DataType`. */
export const TENSOR_TYPE = { float: 1, int64: 7 } as const;
type TensorType = (typeof TENSOR_TYPE)[keyof typeof TENSOR_TYPE];

/** Operators whose attributes are whole numbers, reals or lists of them; strings where written so. */
export type AttributeValue =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: ArrayLike<number> }
  | { readonly floats: ArrayLike<number> }
  | { readonly texts: readonly string[] };

export interface OnnxValue {
  readonly name: string;
  readonly type: TensorType;
  /** A string is a free dimension. */
  readonly shape: readonly (number | string)[];
}

/** The graph of an ONNX model while it is built; every value it makes gets a name of its own. */
export interface OnnxGraph {
  /** Adds an operator with one result and returns the result's name. */
  add(operator: string, inputs: readonly string[], attributes?: Attributes): string;
  /** Adds an operator of another domain with several results and returns their names. */
  addMany(call: OperatorCall): readonly string[];
  floats(name: string, shape: readonly number[], values: ArrayLike<number>): string;
  integers(name: string, values: readonly number[]): string;
  /** Gives a value the name by which callers know it. */
  output(name: string, value: string): void;
  encode(model: OnnxModelFacts): Uint8Array;
}
export type Attributes = Readonly<Record<string, AttributeValue>>;
export interface OperatorCall {
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly results: number;
  readonly attributes: Attributes;
}
export interface OnnxModelFacts {
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

/** Starts an empty graph. */
export function onnxGraph(): OnnxGraph {
  const nodes: object[] = [];
  const initializers: object[] = [];
  let count = 0;
  const fresh = (stem: string): string => `${stem}_${(count += 1)}`;
  const addMany = ({ operator, domain, inputs, results, attributes }: OperatorCall): string[] => {
    const output = Array.from({ length: results }, () => fresh(operator.toLowerCase()));
    const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value));
    nodes.push({
      name: fresh('node'),
      op_type: operator,
      domain,
      input: inputs,
      output,
      attribute,
    });
    return output;
  };
  const tensor = (stem: string, type: TensorType, dims: readonly number[], raw: Uint8Array) => {
    const name = fresh(stem);
    initializers.push({ name, data_type: type, dims, raw_data: raw });
    return name;
  };
  return {
    addMany,
    add: (operator, inputs, attributes = {}) => {
      const [result = ''] = addMany({ operator, domain: '', inputs, results: 1, attributes });
      return result;
    },
    floats: (stem, shape, values) =>
      tensor(stem, TENSOR_TYPE.float, shape, bytesOf(Float32Array.from(values))),
    integers: (stem, values) =>
      tensor(stem, TENSOR_TYPE.int64, [values.length], bytesOf(BigInt64Array.from(values, BigInt))),
    output: (name, value) => {
      nodes.push({ name: fresh('node'), op_type: 'Identity', input: [value], output: [name] });
    },
    encode: (facts) => encodeModel(nodes, initializers, facts),
  };
}

function encodeModel(nodes: object[], initializers: object[], facts: OnnxModelFacts): Uint8Array {
  const model = {
    ir_version: IR_VERSION,
    producer_name: 'perdure',
    opset_import: OPERATOR_SETS,
    metadata_props: Object.entries(facts.metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: 'classifier',
      node: nodes,
      initializer: initializers,
      input: facts.inputs.map(toValueInfo),
      output: facts.outputs.map(toValueInfo),
    },
  };
  const type = modelType();
  const fault = type.verify(model);
  if (fault !== null) throw new Error(`The ONNX model does not fit its schema: ${fault}.`);
  return type.encode(type.fromObject(model)).finish();
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

/** Numbers in `type` are those of the schema's `AttributeProto.AttributeType`. */
function toAttribute(name: string, value: AttributeValue): object {
  if ('float' in value) return { name, type: 1, f: value.float };
  if ('int' in value) return { name, type: 2, i: value.int };
  if ('text' in value) return { name, type: 3, s: Buffer.from(value.text) };
  if ('floats' in value) return { name, type: 6, floats: Array.from(value.floats) };
  if ('ints' in value) return { name, type: 7, ints: Array.from(value.ints) };
  return { name, type: 8, strings: value.texts.map((text) => Buffer.from(text)) };
}

const bytesOf = (values: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
