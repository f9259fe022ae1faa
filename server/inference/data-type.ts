import type { TensorData, TensorType } from './session-message.ts';

/** A data type of the Open Inference Protocol and how its elements come and go. */
export interface DataType {
  readonly name: string;
  readonly runtime: TensorType;
  readonly allocate: (length: number) => TensorData;
  /** The element as the runtime takes it, or why it is none. */
  readonly read: (element: unknown) => number | bigint | string | ElementFault;
}

/** What was expected of an element that did not fit. */
export class ElementFault {
  readonly expected: string;
  constructor(expected: string) {
    this.expected = expected;
  }
}

function float(name: string, runtime: TensorType, allocate: DataType['allocate']): DataType {
  const fault = new ElementFault('a finite number');
  const read = (element: unknown): number | ElementFault =>
    typeof element === 'number' && Number.isFinite(element) ? element : fault;
  return { name, runtime, allocate, read };
}

function integer(
  name: string,
  runtime: TensorType,
  [low, high]: readonly [number, number],
  allocate: DataType['allocate'],
): DataType {
  const fault = new ElementFault(`a whole number from ${low} to ${high}`);
  const big = runtime === 'int64' || runtime === 'uint64';
  const read = (element: unknown): number | bigint | ElementFault => {
    if (typeof element !== 'number' || !Number.isInteger(element)) return fault;
    if (element < low || element > high) return fault;
    return big ? BigInt(element) : element;
  };
  return { name, runtime, allocate, read };
}

const SAFE = Number.MAX_SAFE_INTEGER;
const bool = new ElementFault('true or false');
const text = new ElementFault('a string');

/** JSON numbers are exact up to 2^53 only, so 64-bit integers are taken up to there. */
const DATA_TYPES: readonly DataType[] = [
  float('FP32', 'float32', (length) => new Float32Array(length)),
  float('FP64', 'float64', (length) => new Float64Array(length)),
  integer('INT8', 'int8', [-128, 127], (length) => new Int8Array(length)),
  integer('UINT8', 'uint8', [0, 255], (length) => new Uint8Array(length)),
  integer('INT16', 'int16', [-32_768, 32_767], (length) => new Int16Array(length)),
  integer('UINT16', 'uint16', [0, 65_535], (length) => new Uint16Array(length)),
  integer('INT32', 'int32', [-(2 ** 31), 2 ** 31 - 1], (length) => new Int32Array(length)),
  integer('UINT32', 'uint32', [0, 2 ** 32 - 1], (length) => new Uint32Array(length)),
  integer('INT64', 'int64', [-SAFE, SAFE], (length) => new BigInt64Array(length)),
  integer('UINT64', 'uint64', [0, SAFE], (length) => new BigUint64Array(length)),
  {
    name: 'BOOL',
    runtime: 'bool',
    allocate: (length) => new Uint8Array(length),
    read: (element) => (typeof element === 'boolean' ? Number(element) : bool),
  },
  {
    name: 'BYTES',
    runtime: 'string',
    allocate: (length) => new Array<string>(length).fill(''),
    read: (element) => (typeof element === 'string' ? element : text),
  },
];

const BY_NAME = new Map(DATA_TYPES.map((type) => [type.name, type]));
const BY_RUNTIME = new Map<string, DataType>(DATA_TYPES.map((type) => [type.runtime, type]));

/** By the protocol's word, such as `FP32`. */
export function dataTypeOf(name: string): DataType | undefined {
  return BY_NAME.get(name);
}

/** The protocol's word for a type of the runtime; its own word where the protocol has none. */
export function dataTypeName(runtime: string | undefined): string {
  return runtime === undefined ? 'NOT_A_TENSOR' : (BY_RUNTIME.get(runtime)?.name ?? runtime);
}
