/** One field of a protobuf message: a number, or the bytes of a string, list or inner message. */
export interface ProtobufField {
  readonly number: number;
  readonly kind: 'varint' | 'bytes' | 'fixed32' | 'fixed64';
  /** Of a varint; exact up to 2^53, near it beyond. */
  readonly value: number;
  /** Of a field with a length, not copied; empty else. */
  readonly bytes: Uint8Array;
}

/** Thrown for bytes that are no protobuf message. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

const NOTHING = new Uint8Array();

/** Calls `visit` with the fields of a message in the order they are stored. @throws ProtobufError */
export function eachField(message: Uint8Array, visit: (field: ProtobufField) => void): void {
  const cursor: Cursor = { message, at: 0 };
  while (cursor.at < message.length) {
    const tag = varint(cursor);
    const number = Math.floor(tag / 8);
    if (number === 0 || number > MAX_FIELD) throw new ProtobufError(`a field has number ${number}`);
    visit(field(cursor, number, tag % 8));
  }
}

/** Numbers of a packed list. @throws ProtobufError */
export function eachVarint(list: Uint8Array, visit: (value: number) => void): void {
  const cursor: Cursor = { message: list, at: 0 };
  while (cursor.at < list.length) visit(varint(cursor));
}

/** The largest field number there can be: 29 bits. */
const MAX_FIELD = 2 ** 29 - 1;

interface Cursor {
  readonly message: Uint8Array;
  at: number;
}

function field(cursor: Cursor, number: number, wire: number): ProtobufField {
  switch (wire) {
    case 0:
      return { number, kind: 'varint', value: varint(cursor), bytes: NOTHING };
    case 1:
      take(cursor, 8);
      return { number, kind: 'fixed64', value: 0, bytes: NOTHING };
    case 2:
      return { number, kind: 'bytes', value: 0, bytes: take(cursor, varint(cursor)) };
    case 5:
      take(cursor, 4);
      return { number, kind: 'fixed32', value: 0, bytes: NOTHING };
    default:
      throw new ProtobufError(`a field has wire type ${wire}`);
  }
}

function take(cursor: Cursor, length: number): Uint8Array {
  const { message, at } = cursor;
  if (length > message.length - at) throw new ProtobufError('a field ends behind the file');
  cursor.at += length;
  return message.subarray(at, cursor.at);
}

function varint(cursor: Cursor): number {
  let value = 0;
  for (let scale = 1, read = 0; read < 10; scale *= 128, read += 1) {
    const byte = cursor.message[cursor.at];
    if (byte === undefined) throw new ProtobufError('a number ends behind the file');
    cursor.at += 1;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  throw new ProtobufError('a number is longer than 10 bytes');
}
