import type { ByteRange } from './object-store.ts';

/**
 * The part of a range that lies inside an object of this size. A range past the end is empty and
 * no fault: a log that is still growing is read so.
 *
 * @throws RangeError for a range that is no range.
 */
export function clippedRange(range: ByteRange | undefined, size: number): ByteRange {
  if (range === undefined) return { start: 0, end: size };
  checkRange(range);
  return { start: Math.min(range.start, size), end: Math.min(range.end, size) };
}

/** @throws RangeError unless `0 <= start <= end`, both whole numbers. */
export function checkRange({ start, end }: ByteRange): void {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw new RangeError(
      `Byte range ${start}–${end} is not valid: expected whole numbers, 0 <= start <= end.`,
    );
  }
}
