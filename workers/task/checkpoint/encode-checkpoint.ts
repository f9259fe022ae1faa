import { placeOf } from '../value/value-place.ts';
import {
  binaryType,
  MAGIC,
  padding,
  PREFIX_BYTES,
  type BinaryPart,
  type CheckpointHead,
} from './checkpoint-format.ts';

interface Collected {
  readonly parts: BinaryPart[];
  readonly chunks: Uint8Array[];
  offset: number;
  readonly open: Set<object>;
}

/**
 * A value of JSON and typed arrays as the chunks of one object. The arrays are copied: the author
 * may train on while they are written.
 * @throws TypeError naming the place of anything else.
 */
export function encodeCheckpoint(value: unknown): readonly Uint8Array[] {
  const collected: Collected = { parts: [], chunks: [], offset: 0, open: new Set() };
  const skeleton = withoutBinary(value, [], collected);
  const head: CheckpointHead = { value: skeleton ?? null, parts: collected.parts };
  const text = Buffer.from(JSON.stringify(head), 'utf8');
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeUInt32LE(text.byteLength, MAGIC.length);
  const fill = Buffer.alloc(padding(text.byteLength));
  return [prefix, text, fill, ...collected.chunks];
}

function withoutBinary(value: unknown, path: (string | number)[], collected: Collected): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw refused(path, String(value));
  if (typeof value !== 'object' || value === null) {
    if (value === undefined || value === null) return value;
    if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
      return value;
    }
    throw refused(path, `a ${typeof value}`);
  }
  const type = binaryType(value);
  if (type !== undefined) return takePart(value as ArrayBufferView, type, path, collected);
  if (collected.open.has(value)) throw refused(path, 'a cycle');
  collected.open.add(value);
  const plain = Array.isArray(value)
    ? value.map((item: unknown, index) => withoutBinary(item, [...path, index], collected) ?? null)
    : plainFields(value, path, collected);
  collected.open.delete(value);
  return plain;
}

function plainFields(value: object, path: (string | number)[], collected: Collected): object {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw refused(path, `a ${value.constructor.name}`);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      withoutBinary(field, [...path, key], collected),
    ]),
  );
}

function takePart(
  view: ArrayBufferView,
  type: string,
  path: readonly (string | number)[],
  collected: Collected,
): null {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
  const fill = padding(collected.offset);
  if (fill > 0) collected.chunks.push(Buffer.alloc(fill));
  const offset = collected.offset + fill;
  collected.parts.push({ path: [...path], type, offset, size: bytes.byteLength });
  collected.chunks.push(bytes);
  collected.offset = offset + bytes.byteLength;
  return null;
}

function refused(path: readonly (string | number)[], what: string): TypeError {
  return new TypeError(
    `A checkpoint holds JSON and typed arrays; ${placeOf(path)} is ${what}. ` +
      'Save plain data, for instance weights as Float32Array.',
  );
}
