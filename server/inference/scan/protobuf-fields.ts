/** One field of a protobuf message: a number, or the bytes of a string, list or inner message. */
export type ProtobufField =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly number: number; readonly kind: 'fixed' };

/** Thrown for bytes that are no protobuf message. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/** The fields of a message in the order they are stored, without copying. */
export function* protobufFields(message: Uint8Array): Generator<ProtobufField> {
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const tag = varint(message, cursor);
    const number = Number(tag >> 3n);
    if (number === 0) throw new ProtobufError('a field has number 0');
    yield field(message, cursor, number, Number(tag & 7n));
  }
}

interface Cursor {
  at: number;
}

function field(message: Uint8Array, cursor: Cursor, number: number, wire: number): ProtobufField {
  switch (wire) {
    case 0:
      return { number, kind: 'varint', value: varint(message, cursor) };
    case 1:
      skip(message, cursor, 8);
      return { number, kind: 'fixed' };
    case 2: {
      const length = Number(varint(message, cursor));
      const from = cursor.at;
      skip(message, cursor, length);
      return { number, kind: 'bytes', bytes: message.subarray(from, cursor.at) };
    }
    case 5:
      skip(message, cursor, 4);
      return { number, kind: 'fixed' };
    default:
      throw new ProtobufError(`a field has wire type ${wire}`);
  }
}

function skip(message: Uint8Array, cursor: Cursor, length: number): void {
  if (length > message.length - cursor.at) throw new ProtobufError('a field ends behind the file');
  cursor.at += length;
}

/** Reads one variable-length number. */
export function varint(message: Uint8Array, cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = message[cursor.at];
    if (byte === undefined) throw new ProtobufError('a number ends behind the file');
    cursor.at += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw new ProtobufError('a number is longer than 10 bytes');
}
