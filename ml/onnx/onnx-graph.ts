import {
  encodeModelProto,
  TENSOR_TYPE,
  type OnnxModelFacts,
  type TensorType,
} from './onnx-file.ts';

export { TENSOR_TYPE } from './onnx-file.ts';
export type { OnnxModelFacts, OnnxValue } from './onnx-file.ts';

/** Operators' attributes: whole numbers, reals, texts, lists of them, or a list of doubles. */
export type AttributeValue =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: ArrayLike<number> }
  | { readonly floats: ArrayLike<number> }
  | { readonly texts: readonly string[] }
  /** A tensor of one axis. */
  | { readonly doubles: ArrayLike<number> };

/** The graph of an ONNX model while it is built; every value it makes gets a name of its own. */
export interface OnnxGraph {
  /** Adds an operator with one result and returns the result's name. */
  add(operator: string, inputs: readonly string[], attributes?: Attributes): string;
  /** Adds an operator of another domain with several results and returns their names. */
  addMany(call: OperatorCall): readonly string[];
  floats(name: string, shape: readonly number[], values: ArrayLike<number>): string;
  /** No axis. */
  float(name: string, value: number): string;
  doubles(name: string, shape: readonly number[], values: ArrayLike<number>): string;
  /** 64-bit, one axis. */
  integers(name: string, values: readonly number[]): string;
  /** 64-bit, no axis. */
  integer(name: string, value: number): string;
  texts(name: string, values: readonly string[]): string;
  /** The value with another element type. */
  cast(value: string, type: keyof typeof TENSOR_TYPE): string;
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

/** Starts an empty graph. `taken` are names that nothing inside may get: inputs and outputs. */
export function onnxGraph(taken: Iterable<string> = []): OnnxGraph {
  const nodes: object[] = [];
  const initializers: object[] = [];
  const names = new Set(taken);
  let count = 0;
  const fresh = (stem: string): string => {
    const name = `${stem}_${(count += 1)}`;
    return names.has(name) ? fresh(stem) : name;
  };
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
  const add: OnnxGraph['add'] = (operator, inputs, attributes = {}) => {
    const [result = ''] = addMany({ operator, domain: '', inputs, results: 1, attributes });
    return result;
  };
  const tensor = (stem: string, type: TensorType, dims: readonly number[], content: object) => {
    const name = fresh(stem);
    initializers.push({ name, data_type: type, dims, ...content });
    return name;
  };
  return {
    add,
    addMany,
    floats: (stem, shape, values) =>
      tensor(stem, TENSOR_TYPE.float, shape, raw(Float32Array.from(values))),
    float: (stem, value) => tensor(stem, TENSOR_TYPE.float, [], raw(Float32Array.of(value))),
    doubles: (stem, shape, values) =>
      tensor(stem, TENSOR_TYPE.double, shape, raw(Float64Array.from(values))),
    integers: (stem, values) =>
      tensor(stem, TENSOR_TYPE.int64, [values.length], raw(BigInt64Array.from(values, BigInt))),
    integer: (stem, value) =>
      tensor(stem, TENSOR_TYPE.int64, [], raw(BigInt64Array.of(BigInt(value)))),
    texts: (stem, values) =>
      tensor(stem, TENSOR_TYPE.string, [values.length], { string_data: values.map(utf8) }),
    cast: (value, type) => add('Cast', [value], { to: { int: TENSOR_TYPE[type] } }),
    output: (name, value) => {
      nodes.push({ name: fresh('node'), op_type: 'Identity', input: [value], output: [name] });
    },
    encode: (facts) => encodeModelProto(nodes, initializers, facts),
  };
}

/** Numbers in `type` are those of the schema's `AttributeProto.AttributeType`. */
function toAttribute(name: string, value: AttributeValue): object {
  if ('float' in value) return { name, type: 1, f: value.float };
  if ('int' in value) return { name, type: 2, i: value.int };
  if ('text' in value) return { name, type: 3, s: utf8(value.text) };
  if ('floats' in value) return { name, type: 6, floats: Array.from(value.floats) };
  if ('ints' in value) return { name, type: 7, ints: Array.from(value.ints) };
  if ('texts' in value) return { name, type: 8, strings: value.texts.map(utf8) };
  const held = Float64Array.from(value.doubles);
  const t = { name, data_type: TENSOR_TYPE.double, dims: [held.length], ...raw(held) };
  return { name, type: 4, t };
}

const utf8 = (text: string): Uint8Array => Buffer.from(text);
const raw = (values: Float32Array | Float64Array | BigInt64Array): { raw_data: Uint8Array } => ({
  raw_data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
});
