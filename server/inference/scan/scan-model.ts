import { ProtobufError, protobufFields, varint, type ProtobufField } from './protobuf-fields.ts';

/**
 * Reads an ONNX file as protobuf, before any runtime sees it.
 *
 * S1 Nothing in it points to another file (`external_data`), so loading it reads no path.
 * S2 Its operators come from the sets that the runtime brings; there are no custom libraries.
 * S3 Sizes are bounded: nodes, nesting of graphs, elements of a tensor.
 */
export interface ScanLimits {
  readonly nodes: number;
  readonly depth: number;
  readonly elements: bigint;
}
const LIMITS: ScanLimits = { nodes: 200_000, depth: 64, elements: 2n ** 31n };
const DOMAINS: ReadonlySet<string> = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);

type Message =
  | 'Model'
  | 'Opset'
  | 'Graph'
  | 'Node'
  | 'Attribute'
  | 'Tensor'
  | 'Sparse'
  | 'Function'
  | 'Training';

/** Which fields of a message hold which inner message, by the numbers of onnx.proto. */
const INNER: { readonly [M in Message]: { readonly [field: number]: Message } } = {
  Model: { 7: 'Graph', 8: 'Opset', 20: 'Training', 25: 'Function' },
  Opset: {},
  Graph: { 1: 'Node', 5: 'Tensor', 15: 'Sparse' },
  Node: { 5: 'Attribute' },
  Attribute: { 5: 'Tensor', 6: 'Graph', 10: 'Tensor', 11: 'Graph', 22: 'Sparse', 23: 'Sparse' },
  Tensor: {},
  Sparse: { 1: 'Tensor', 2: 'Tensor' },
  Function: { 7: 'Node', 9: 'Opset', 11: 'Attribute' },
  Training: { 1: 'Graph', 2: 'Graph' },
};

interface Scan {
  readonly limits: ScanLimits;
  nodes: number;
  graphs: number;
}

/** @returns why the file must not be loaded, or undefined when nothing speaks against it. */
export function modelFault(file: Uint8Array, limits: ScanLimits = LIMITS): string | undefined {
  if (file.length === 0) return 'the file is empty';
  const scan: Scan = { limits, nodes: 0, graphs: 0 };
  try {
    visit(scan, 'Model', file, 0);
  } catch (error) {
    if (error instanceof ModelFault) return error.message;
    if (error instanceof ProtobufError) return `it is no ONNX file: ${error.message}`;
    throw error;
  }
  return scan.graphs === 0 ? 'it is no ONNX file: it holds no graph' : undefined;
}

class ModelFault extends Error {}

function visit(scan: Scan, message: Message, bytes: Uint8Array, depth: number): void {
  if (depth > scan.limits.depth * 3) throw new ModelFault('its graphs are nested too deep');
  if (message === 'Graph') scan.graphs += 1;
  if (message === 'Node' && ++scan.nodes > scan.limits.nodes) {
    throw new ModelFault(`it has more than ${scan.limits.nodes} nodes`);
  }
  let elements = 1n;
  for (const field of protobufFields(bytes)) {
    checkField(message, field);
    if (message === 'Tensor' && field.number === 1) {
      elements *= dimsProduct(field);
      if (elements > scan.limits.elements) throw new ModelFault('a tensor in it is too large');
    }
    const inner = INNER[message][field.number];
    if (inner !== undefined && field.kind === 'bytes') visit(scan, inner, field.bytes, depth + 1);
  }
}

function checkField(message: Message, field: ProtobufField): void {
  if (message === 'Tensor' && (field.number === 13 || isExternal(field))) {
    throw new ModelFault('it keeps tensors in another file (external data)');
  }
  const domainField = message === 'Opset' ? 1 : message === 'Node' ? 7 : undefined;
  if (field.number !== domainField || field.kind !== 'bytes') return;
  const domain = new TextDecoder().decode(field.bytes);
  if (!DOMAINS.has(domain)) {
    throw new ModelFault(
      `it uses operators of the unknown set ${JSON.stringify(domain.slice(0, 80))}`,
    );
  }
}

function isExternal(field: ProtobufField): boolean {
  return field.number === 14 && field.kind === 'varint' && field.value !== 0n;
}

/** `dims` come one by one or packed. A negative one reads as a huge number, which is refused too. */
function dimsProduct(field: ProtobufField): bigint {
  if (field.kind === 'varint') return field.value;
  if (field.kind !== 'bytes') return 1n;
  const cursor = { at: 0 };
  let product = 1n;
  while (cursor.at < field.bytes.length) product *= varint(field.bytes, cursor);
  return product;
}
