/** Order of the keys' UTF-8 bytes, as S3 lists them; not JavaScript's order of UTF-16 units. */
export function inByteOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
