/**
 * A checkpoint is one object: 4 bytes of magic, the length of the head (uint32, little endian), the
 * head as JSON, then the bytes of all binary parts one after the other, each on an 8-byte boundary.
 *
 * K1 The head holds the value with null where bytes stood, and beside it a list that says for each
 *    part where it belongs and what it is. Nothing in a value can be mistaken for such a mark.
 * K2 Reading builds plain data only: no code, no classes but the typed arrays named here.
 */
export const MAGIC = Buffer.from('PCK1', 'latin1');
export const PREFIX_BYTES = 8;
const ALIGNMENT = 8;

/** How many bytes of filling bring an offset to the next boundary. */
export function padding(offset: number): number {
  return (ALIGNMENT - (offset % ALIGNMENT)) % ALIGNMENT;
}

export type BinaryArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;
type BinaryArrayMaker = new (
  buffer: ArrayBufferLike,
  byteOffset: number,
  length: number,
) => BinaryArray;

export const BINARY_ARRAYS: {
  readonly [name: string]: BinaryArrayMaker & { BYTES_PER_ELEMENT: number };
} = {
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
};

export interface BinaryPart {
  readonly path: readonly (string | number)[];
  readonly type: string;
  /** From the end of the head. */
  readonly offset: number;
  /** In bytes. */
  readonly size: number;
}
export interface CheckpointHead {
  readonly value: unknown;
  readonly parts: readonly BinaryPart[];
}

/** The typed array's name in the format, or undefined for anything else. */
export function binaryType(value: unknown): string | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  if (Buffer.isBuffer(value)) return 'Uint8Array';
  const name: string = value.constructor.name;
  return name in BINARY_ARRAYS ? name : undefined;
}
