import { decodeProto, encodeProto, TENSOR_TYPE } from './onnx-file.ts';
import {
  intAttribute,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from './onnx-proto.ts';
import { quantizeColumns, type QuantizedColumns } from './quantize-weights.ts';

/** Thrown for a model without a weight that 8 bits would hold. */
export class NothingToQuantizeError extends Error {
  readonly code = 'NOTHING_TO_QUANTIZE';
  override readonly name = 'NothingToQuantizeError';
  constructor() {
    super(
      'The model has no dense or convolution layer in single precision; there is nothing to quantise.',
    );
  }
}

/** Operator sets from this one on know `DynamicQuantizeLinear`. */
const LEAST_SET = 11;

/**
 * Dynamic 8-bit quantisation, as ONNX Runtime's `quantize_dynamic` does it: weights of dense and
 * convolution layers (Gemm, MatMul, Conv) become whole numbers from -127 to 127, a scale for each
 * output; inputs are quantised while the model runs, by the range of the whole batch; products are
 * summed in 32-bit integers (Jacob et al., Quantization and Training of Neural Networks for
 * Efficient Integer-Arithmetic-Only Inference, 2018). Biases, norms, recurrent layers and what is
 * computed in doubles stay as they are.
 *
 * Q1 The same file gives the same bytes.
 * Q2 Inputs and outputs of the model stay what they are.
 *
 * @param bytes a file that passed the scan
 * @throws NothingToQuantizeError
 */
export function quantizeModel(bytes: Uint8Array): Uint8Array {
  const model = decodeProto(bytes);
  const { graph } = model;
  const set = model.opset_import?.find(({ domain = '' }) => domain === '')?.version ?? 0;
  if (graph === undefined || set < LEAST_SET) throw new NothingToQuantizeError();
  const work = new Quantizer(graph);
  const node = (graph.node ?? []).flatMap((each) => work.replaced(each));
  if (work.count === 0) throw new NothingToQuantizeError();
  const used = new Set(node.flatMap((each) => each.input ?? []));
  const kept = (graph.initializer ?? []).filter(({ name = '' }) => used.has(name));
  const initializer = [...kept, ...work.initializers];
  const made: ModelProto = { ...model, graph: { ...graph, node, initializer } };
  return encodeProto(made);
}

class Quantizer {
  readonly initializers: TensorProto[] = [];
  count = 0;
  readonly #weights: ReadonlyMap<string, TensorProto>;
  readonly #names: Set<string>;

  constructor({ initializer = [], node = [], input = [], output = [] }: GraphProto) {
    this.#weights = new Map(initializer.map((tensor) => [tensor.name ?? '', tensor]));
    const made = node.flatMap((each) => [...(each.output ?? []), each.name ?? '']);
    const outer = [...input, ...output].map(({ name = '' }) => name);
    this.#names = new Set([...this.#weights.keys(), ...made, ...outer]);
  }

  /** The nodes that stand for one: itself, or those that compute it in 8 bits. */
  replaced(node: NodeProto): readonly NodeProto[] {
    if ((node.domain ?? '') !== '') return [node];
    const weight = this.#weights.get(node.input?.[1] ?? '');
    if (weight?.data_type !== TENSOR_TYPE.float) return [node];
    const dims = weight.dims ?? [];
    switch (node.op_type) {
      case 'MatMul':
        return dims.length === 2 ? this.#product(node, weight, false) : [node];
      case 'Gemm': {
        const plain = ['alpha', 'beta'].every((name) => plainFactor(node, name));
        if (!plain || intAttribute(node, 'transA', 0) !== 0) return [node];
        return this.#product(node, weight, intAttribute(node, 'transB', 0) !== 0);
      }
      case 'Conv':
        return this.#convolution(node, weight);
      default:
        return [node];
    }
  }

  #product(node: NodeProto, weight: TensorProto, turned: boolean): readonly NodeProto[] {
    const [rows = 0, columns = 0] = weight.dims ?? [];
    const [inputs, outputs] = turned ? [columns, rows] : [rows, columns];
    const to = (i: number, o: number): number => i * outputs + o;
    const at = turned ? (i: number, o: number): number => o * inputs + i : to;
    const held = quantizeColumns(weight, { inputs, outputs, at, to });
    const shape = { weight: [inputs, outputs], scale: [outputs] };
    return this.#steps(node, 'MatMulInteger', held, shape);
  }

  #convolution(node: NodeProto, weight: TensorProto): readonly NodeProto[] {
    const dims = weight.dims ?? [];
    const [outputs = 0, ...rest] = dims;
    const inputs = rest.reduce((all, side) => all * side, 1);
    const at = (i: number, o: number): number => o * inputs + i;
    const held = quantizeColumns(weight, { inputs, outputs, at, to: at });
    const ones = rest.slice(1).map(() => 1);
    return this.#steps(node, 'ConvInteger', held, { weight: dims, scale: [outputs, ...ones] });
  }

  /** x in 8 bits · weights in 8 bits, in 32; times both scales; plus the bias. */
  #steps(
    node: NodeProto,
    operator: 'MatMulInteger' | 'ConvInteger',
    held: QuantizedColumns,
    shape: { readonly weight: readonly number[]; readonly scale: readonly number[] },
  ): readonly NodeProto[] {
    this.count += 1;
    const [x = '', weight = '', bias = ''] = node.input ?? [];
    const result = node.output?.[0] ?? '';
    const [low, scale, zero, sums, real, both, scaled] = [
      ...['low', 'scale', 'zero', 'sums', 'real', 'both', 'scaled'],
    ].map((stem) => this.#fresh(stem)) as [string, string, string, string, string, string, string]; // as many as stems
    const bits = this.#keep(`${weight}_8`, TENSOR_TYPE.int8, shape.weight, held.values);
    const scales = this.#keep(`${weight}_scale`, TENSOR_TYPE.float, shape.scale, held.scales);
    const attribute = operator === 'ConvInteger' ? (node.attribute ?? []) : [];
    const last = bias === '' ? result : scaled;
    const steps: NodeProto[] = [
      step('DynamicQuantizeLinear', [x], [low, scale, zero]),
      { ...step(operator, [low, bits, zero], [sums]), attribute },
      {
        ...step('Cast', [sums], [real]),
        attribute: [{ name: 'to', type: 2, i: TENSOR_TYPE.float }],
      },
      step('Mul', [scale, scales], [both]),
      step('Mul', [real, both], [last]),
    ];
    if (bias !== '') {
      const offset = operator === 'ConvInteger' ? this.#upright(bias, shape.scale) : bias;
      steps.push(step('Add', [scaled, offset], [result]));
    }
    return steps.map((each) => ({ ...each, name: this.#fresh('step') }));
  }

  /** A bias [filters] in the shape in which it is added to an image. */
  #upright(bias: string, shape: readonly number[]): string {
    const tensor = this.#weights.get(bias);
    if (tensor === undefined) throw new NothingToQuantizeError();
    const name = this.#fresh('bias');
    this.initializers.push({ ...tensor, name, dims: [...shape] });
    return name;
  }

  #keep(
    stem: string,
    type: number,
    dims: readonly number[],
    values: Int8Array | Float32Array,
  ): string {
    const name = this.#fresh(stem);
    const raw_data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.initializers.push({ name, data_type: type, dims: [...dims], raw_data });
    return name;
  }

  #fresh(stem: string): string {
    let [name, count] = [stem, 0];
    while (this.#names.has(name)) name = `${stem}_${(count += 1)}`;
    this.#names.add(name);
    return name;
  }
}

function plainFactor(node: NodeProto, name: string): boolean {
  const found = node.attribute?.find((each) => each.name === name);
  return found === undefined || found.f === 1;
}

function step(op_type: string, input: string[], output: string[]): NodeProto {
  return { op_type, input, output };
}
