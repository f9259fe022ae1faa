import {
  BINARY_ARRAYS,
  MAGIC,
  padding,
  PREFIX_BYTES,
  type BinaryPart,
  type CheckpointHead,
} from './checkpoint-format.ts';

/** @throws Error for bytes that are no checkpoint. Their hash was compared before. */
export function decodeCheckpoint(stored: Uint8Array): unknown {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('Not a checkpoint object.');
  const headSize = bytes.readUInt32LE(MAGIC.length);
  // The engine wrote this head, and the hash says that it is unchanged.
  const head = JSON.parse(
    bytes.toString('utf8', PREFIX_BYTES, PREFIX_BYTES + headSize),
  ) as CheckpointHead;
  const start = PREFIX_BYTES + headSize + padding(headSize);
  const root = { value: head.value };
  for (const part of head.parts) place(root, ['value', ...part.path], binaryOf(bytes, start, part));
  return root.value;
}

/** A copy, so that it starts on a boundary of its own and does not keep the whole object alive. */
function binaryOf(bytes: Buffer, start: number, part: BinaryPart): unknown {
  const Maker = BINARY_ARRAYS[part.type];
  const from = start + part.offset;
  if (Maker === undefined || from + part.size > bytes.byteLength) {
    throw new Error(`Checkpoint part of type "${part.type}" cannot be read.`);
  }
  const copy = new Uint8Array(part.size);
  copy.set(bytes.subarray(from, from + part.size));
  return new Maker(copy.buffer, 0, part.size / Maker.BYTES_PER_ELEMENT);
}

function place(root: object, path: readonly (string | number)[], value: unknown): void {
  let parent: object = root;
  for (const step of path.slice(0, -1)) {
    const next: unknown = Reflect.get(parent, step);
    if (typeof next !== 'object' || next === null) throw new Error('Checkpoint parts do not fit.');
    parent = next;
  }
  const last = path.at(-1);
  if (last === undefined) throw new Error('Checkpoint parts do not fit.');
  Object.defineProperty(parent, last, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
