/**
 * JSON text of a value that may hold typed arrays, which go in as base64 of their little-endian
 * bytes. `fromTypedJson` gives back equal arrays, bit for bit.
 */
export function toTypedJson(value: unknown): string {
  return JSON.stringify(value, (_key, held: unknown) => {
    for (const [tag, Type] of TAGS) {
      if (held instanceof Type) return { [tag]: base64(held) };
    }
    return held;
  });
}

/** Reads what `toTypedJson` wrote. The caller checks the shape. */
export function fromTypedJson(text: string): unknown {
  return JSON.parse(text, (_key, held: unknown) => {
    if (typeof held !== 'object' || held === null) return held;
    for (const [tag, Type] of TAGS) {
      const bytes: unknown = Reflect.get(held, tag);
      if (typeof bytes === 'string') return new Type(bytesOf(bytes));
    }
    return held;
  });
}

const TAGS = [
  ['$float32', Float32Array],
  ['$float64', Float64Array],
  ['$int32', Int32Array],
] as const;

const base64 = (values: Float32Array | Float64Array | Int32Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

/** A buffer of its own, so that its start is aligned for every element size. */
function bytesOf(text: string): ArrayBuffer {
  const bytes = Buffer.from(text, 'base64');
  const own = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(own).set(bytes);
  return own;
}
