import { checkCalls, type FunctionBody } from './function-calls.ts';
import { ModelFault } from './model-fault.ts';
import { eachField, ProtobufError, type ProtobufField } from './protobuf-fields.ts';
import { checkSparse, checkTensor } from './tensor-size.ts';

/**
 * Reads an ONNX file as protobuf, before any runtime sees it.
 *
 * S1 Nothing in it points to another file (`external_data`), so loading it reads no path.
 * S2 Its operators come from the sets that the runtime brings, or from functions that the file
 *    itself holds; there are no custom libraries.
 * S3 Sizes are bounded: the file, nodes (functions written out where they are called), nesting of
 *    graphs, functions and types, elements of a tensor. A tensor holds as many as it says.
 * S4 The scan itself is bounded: by the file's bytes, and by the depth it follows.
 *
 * Control flow (If, Loop, Scan) is let through: real exporters write it, and a loop without end
 * looks like one with. It is ended by the time limit of the process that loads and runs a model.
 */
export interface ScanLimits {
  readonly bytes: number;
  readonly nodes: number;
  readonly depth: number;
  readonly elements: number;
}
export const SCAN_LIMITS: ScanLimits = {
  ...{ bytes: 512 * 2 ** 20, nodes: 200_000, depth: 64, elements: 2 ** 29 },
};
const DOMAINS: ReadonlySet<string> = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);

type Message =
  | 'Model'
  | 'Graph'
  | 'Node'
  | 'Attribute'
  | 'Tensor'
  | 'Sparse'
  | 'Function'
  | 'Training'
  | 'Value'
  | 'Type'
  | 'TypeOf'
  | 'MapOf';

/** Which fields of a message hold which inner message, by the numbers of onnx.proto. */
const INNER: { readonly [M in Message]: { readonly [field: number]: Message } } = {
  Model: { 7: 'Graph', 20: 'Training', 25: 'Function' },
  Graph: { 1: 'Node', 5: 'Tensor', 15: 'Sparse', 11: 'Value', 12: 'Value', 13: 'Value' },
  Node: { 5: 'Attribute' },
  Attribute: {
    ...{ 5: 'Tensor', 6: 'Graph', 10: 'Tensor', 11: 'Graph' },
    ...{ 14: 'Type', 15: 'Type', 22: 'Sparse', 23: 'Sparse' },
  },
  Tensor: {},
  Sparse: { 1: 'Tensor', 2: 'Tensor' },
  Function: { 7: 'Node', 11: 'Attribute', 12: 'Value' },
  Training: { 1: 'Graph', 2: 'Graph' },
  Value: { 2: 'Type' },
  Type: { 4: 'TypeOf', 5: 'MapOf', 9: 'TypeOf' },
  TypeOf: { 1: 'Type' },
  MapOf: { 2: 'Type' },
};

/** Messages between a graph and one nested in it: graph, node, attribute. */
const LEVELS = 3;

interface Scan {
  readonly limits: ScanLimits;
  nodes: number;
  graphs: number;
  /** Functions of the file by their name, and the main graph's calls under no name. */
  readonly bodies: Map<string, FunctionBody>;
  /** What is being read: its nodes count here. */
  body: FunctionBody;
}

/** @returns why the file must not be loaded, or undefined when nothing speaks against it. */
export function modelFault(
  file: Uint8Array,
  limits: ScanLimits = SCAN_LIMITS,
): ModelFault | undefined {
  try {
    scanModel(file, limits);
    return undefined;
  } catch (error) {
    if (error instanceof ModelFault) return error;
    if (error instanceof ProtobufError) {
      return new ModelFault('NOT_ONNX', `it is no ONNX file: ${error.message}`);
    }
    throw error;
  }
}

function scanModel(file: Uint8Array, limits: ScanLimits): void {
  if (file.length === 0) throw new ModelFault('EMPTY_FILE', 'the file is empty');
  if (file.length > limits.bytes) {
    throw new ModelFault('FILE_TOO_LARGE', `it is larger than ${limits.bytes} bytes`);
  }
  const main: FunctionBody = { nodes: 0, calls: new Map() };
  const scan: Scan = { limits, nodes: 0, graphs: 0, bodies: new Map(), body: main };
  visit(scan, 'Model', file, 0);
  if (scan.graphs === 0) {
    throw new ModelFault('NOT_ONNX', 'it is no ONNX file: it holds no graph');
  }
  checkCalls(main, scan.bodies, limits, DOMAINS);
}

function visit(scan: Scan, message: Message, bytes: Uint8Array, depth: number): void {
  if (depth > scan.limits.depth * LEVELS) {
    throw new ModelFault('NESTED_TOO_DEEP', 'its graphs or types are nested too deep');
  }
  if (message === 'Function') return visitFunction(scan, bytes, depth);
  if (message === 'Tensor') return checkTensor(bytes, scan.limits.elements);
  if (message === 'Graph') scan.graphs += 1;
  if (message === 'Node') countNode(scan, bytes);
  if (message === 'Sparse') checkSparse(bytes, scan.limits.elements);
  visitFields(scan, message, bytes, depth);
}

function visitFields(scan: Scan, message: Message, bytes: Uint8Array, depth: number): void {
  const inner = INNER[message];
  eachField(bytes, (field) => {
    const found = inner[field.number];
    if (found !== undefined && field.kind === 'bytes') visit(scan, found, field.bytes, depth + 1);
  });
}

function countNode(scan: Scan, bytes: Uint8Array): void {
  scan.nodes += 1;
  scan.body.nodes += 1;
  if (scan.nodes > scan.limits.nodes) {
    throw new ModelFault('TOO_MANY_NODES', `it has more than ${scan.limits.nodes} nodes`);
  }
  const { operator, domain, overload } = wordsOf(bytes, { operator: 4, domain: 7, overload: 8 });
  const name = JSON.stringify([domain, operator, overload]);
  scan.body.calls.set(name, (scan.body.calls.get(name) ?? 0) + 1);
}

function visitFunction(scan: Scan, bytes: Uint8Array, depth: number): void {
  const { name, domain, overload } = wordsOf(bytes, { name: 1, domain: 10, overload: 13 });
  const body: FunctionBody = { nodes: 0, calls: new Map() };
  const outer = scan.body;
  scan.bodies.set(JSON.stringify([domain, name, overload]), body);
  scan.body = body;
  visitFields(scan, 'Function', bytes, depth);
  scan.body = outer;
}

/** Texts of a message by their field numbers, "" where there is none; the last one counts. */
function wordsOf<K extends string>(
  bytes: Uint8Array,
  fields: Readonly<Record<K, number>>,
): Record<K, string> {
  const words = Object.fromEntries(Object.keys(fields).map((key) => [key, '']));
  eachField(bytes, (field: ProtobufField) => {
    if (field.kind !== 'bytes') return;
    for (const key of Object.keys(fields)) {
      const wanted: unknown = Reflect.get(fields, key);
      if (wanted === field.number) words[key] = new TextDecoder().decode(field.bytes);
    }
  });
  return words as Record<K, string>; // one entry a key was made in the first line
}
