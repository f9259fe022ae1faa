import { encodeProto } from '../onnx/onnx-file.ts';
import { seededRandom } from '../random/seeded-random.ts';

/** A model file that something is wrong with. */
export interface MalformedModel {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files as a careless or hostile sender makes them, of a good one: cut, flipped, nested, lying, endless. */
export function malformedModels(good: Uint8Array): readonly MalformedModel[] {
  return [
    { name: 'empty', bytes: new Uint8Array() },
    { name: 'random', bytes: randomBytes(100_000) },
    { name: 'text', bytes: Buffer.from('hello world'.repeat(50)) },
    { name: 'truncated', bytes: good.subarray(0, good.length >> 1) },
    ...Array.from({ length: 40 }, (_, seed) => ({
      ...{ name: `flipped ${seed}`, bytes: flipped(good, seed) },
    })),
    ...[10, 20, 30].map((depth) => ({ name: `nested ${depth}`, bytes: nested(depth) })),
    ...[45, 3000].map((depth) => ({ name: `raw nest ${depth}`, bytes: rawNest(depth) })),
    { name: 'chain of 50000', bytes: chain(50_000) },
    { name: 'tensor of 160 GB', bytes: filled([40_000_000_000]) },
    { name: 'negative size', bytes: filled([-5]) },
    { name: 'overflowing size', bytes: filled([2 ** 40, 2 ** 40]) },
    { name: 'unknown operator', bytes: simple([node('NoSuchOp', ['x'], ['y'])]) },
    { name: 'external data', bytes: simple([add], [externalTensor()]) },
    { name: 'lying dims', bytes: simple([add], [tensor('e', [1_000_000], 16)]) },
    { name: 'endless loop', bytes: endlessLoop() },
    {
      name: 'cycle',
      bytes: simple([
        node('Add', ['x', 'b'], ['a']),
        node('Relu', ['a'], ['b']),
        node('Relu', ['b'], ['y']),
      ]),
    },
  ];
}

/** A file whose functions call each other twice, `depth` deep; the last calls the first if so told. */
export function callingFunctions(depth: number, recursive = false): Uint8Array {
  const functions = Array.from({ length: depth }, (_, at) => ({
    ...{ name: `f${at}`, domain: 'own', input: ['a'], output: ['b'] },
    node: calls(at + 1 < depth ? `f${at + 1}` : recursive ? 'f0' : 'Relu'),
    opset_import: SETS,
  }));
  return model({ node: [node('f0', ['x'], ['y'], 'own')] }, { functions });
}

/** A node of an operator set that no runtime brings. */
export const customOperator = (): Uint8Array =>
  model({ node: [node('Anything', ['x'], ['y'], 'custom.library')] });

const SETS = ['', 'own'].map((domain) => ({ domain, version: 17 }));
const FLOAT = 1;
const add = node('Add', ['x', 'e'], ['y']);

function node(op_type: string, input: string[], output: string[], domain = ''): object {
  return { op_type, input, output, domain };
}

function calls(name: string): object[] {
  const domain = name === 'Relu' ? '' : 'own';
  return [node(name, ['a'], ['c'], domain), node(name, ['c'], ['b'], domain)];
}

function value(name: string, elem_type = FLOAT, sides: readonly number[] = [1]): object {
  const dim = sides.map((side) => ({ dim_value: side }));
  return { name, type: { tensor_type: { elem_type, shape: { dim } } } };
}

function model(graph: object, more: object = {}): Uint8Array {
  const whole = { name: 'g', input: [value('x')], output: [value('y')], ...graph };
  return encodeProto({ ir_version: 9, opset_import: SETS, graph: whole, ...more });
}

const simple = (nodes: readonly object[], initializer: readonly object[] = []): Uint8Array =>
  model({ node: nodes, initializer });

function tensor(name: string, dims: readonly number[], bytes: number): object {
  return { name, data_type: FLOAT, dims, raw_data: new Uint8Array(bytes) };
}

function externalTensor(): object {
  const external_data = [{ key: 'location', value: '../../../../etc/passwd' }];
  return { name: 'e', data_type: FLOAT, dims: [4], data_location: 1, external_data };
}

/** y = x + zeros of a shape that the graph makes itself. */
function filled(shape: readonly number[]): Uint8Array {
  const raw = new Uint8Array(BigInt64Array.from(shape, BigInt).buffer);
  const s = { name: 's', data_type: 7, dims: [shape.length], raw_data: raw };
  return simple([node('ConstantOfShape', ['s'], ['t']), node('Add', ['t', 'x'], ['y'])], [s]);
}

function chain(length: number): Uint8Array {
  const name = (at: number): string => (at === 0 ? 'x' : at === length ? 'y' : `v${at}`);
  return simple(Array.from({ length }, (_, at) => node('Relu', [name(at)], [name(at + 1)])));
}

const boolean = (name: string): object => value(name, 9, []);

/** If in If in If …, a valid model. */
function nested(depth: number): Uint8Array {
  const leaf = (at: string): object => ({
    ...{ name: 'leaf', node: [node('Identity', ['c'], [at])], output: [boolean(at)] },
  });
  let graph = leaf('o');
  for (let at = 0; at < depth; at += 1) {
    const branches = [
      { name: 'then_branch', type: 5, g: graph },
      { name: 'else_branch', type: 5, g: leaf(`e${at}`) },
    ];
    const inner = { ...node('If', ['c'], [`o${at}`]), attribute: branches };
    graph = { name: `g${at}`, node: [inner], output: [boolean(`o${at}`)] };
  }
  return model({ ...graph, input: [boolean('c')] });
}

/** Graph in attribute in node in graph …, by bytes. */
function rawNest(depth: number): Uint8Array {
  const field = (number: number, bytes: Uint8Array): Uint8Array =>
    Buffer.concat([Buffer.of((number << 3) | 2), lengthOf(bytes.length), bytes]);
  const name = field(4, Buffer.from('If'));
  let inner: Uint8Array = name;
  for (let at = 0; at < depth; at += 1) {
    inner = Buffer.concat([name, field(5, field(6, field(1, inner)))]);
  }
  return Buffer.concat([Buffer.of(8, 9), field(7, field(1, inner))]);
}

function lengthOf(length: number): Uint8Array {
  const bytes: number[] = [];
  let left = length;
  do {
    bytes.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return Uint8Array.from(bytes);
}

function endlessLoop(): Uint8Array {
  const body = {
    name: 'b',
    node: [node('Identity', ['ci'], ['co']), node('Identity', ['vi'], ['vo'])],
    input: [value('it', 7, []), boolean('ci'), value('vi')],
    output: [boolean('co'), value('vo')],
  };
  const loop = {
    ...node('Loop', ['', 'go', 'x'], ['y']),
    attribute: [{ name: 'body', type: 5, g: body }],
  };
  const go = { name: 'go', data_type: 9, dims: [], raw_data: Uint8Array.of(1) };
  return simple([loop], [go]);
}

function flipped(good: Uint8Array, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const bytes = Uint8Array.from(good);
  const times = [1, 5, 50][random.below(3)] ?? 1;
  const reach = seed % 2 === 0 ? bytes.length : Math.min(bytes.length, 4000);
  for (let flip = 0; flip < times; flip += 1) bytes[random.below(reach)] = random.below(256);
  return bytes;
}

function randomBytes(length: number): Uint8Array {
  const random = seededRandom(1);
  return Uint8Array.from({ length }, () => random.below(256));
}
