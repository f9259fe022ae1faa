/** Bits of a digit: three digits make a single-precision number. */
const DIGIT = 11;
const DIGITS = 3;
const SIZE = 1 << DIGIT;

/**
 * Puts columns of numbers in order, one after the other on the same memory: a radix sort by the bits
 * of single precision (Knuth, The Art of Computer Programming 3, 5.2.5), several times as fast as
 * sorting by comparison, and it tells where each number came from.
 */
export class ColumnSorter {
  readonly #keys: Uint32Array;
  readonly #order: readonly [Uint32Array, Uint32Array];
  readonly #counts = new Uint32Array(SIZE * DIGITS);

  /** @param rows numbers a column */
  constructor(rows: number) {
    this.#keys = new Uint32Array(rows);
    this.#order = [new Uint32Array(rows), new Uint32Array(rows)];
  }

  /**
   * The rows by ascending value, equal ones as they come. Good until the next call.
   *
   * @param column without NaN; -0 comes before 0
   */
  order(column: Float32Array): Uint32Array {
    this.#readKeys(column);
    let [from, to] = this.#order;
    for (let row = 0; row < from.length; row += 1) from[row] = row;
    for (let digit = 0; digit < DIGITS; digit += 1) {
      if (this.#isSame(digit)) continue;
      this.#pass(digit, from, to);
      [from, to] = [to, from];
    }
    return from;
  }

  /** Keys that are in order as whole numbers where the values are, and how often each digit comes. */
  #readKeys(column: Float32Array): void {
    const bits = new Uint32Array(column.buffer, column.byteOffset, column.length);
    const counts = this.#counts.fill(0);
    for (let row = 0; row < bits.length; row += 1) {
      const raw = bits[row] ?? 0;
      const key = (raw & 0x80000000 ? ~raw : raw | 0x80000000) >>> 0;
      this.#keys[row] = key;
      for (let digit = 0; digit < DIGITS; digit += 1) {
        const cell = digit * SIZE + ((key >>> (digit * DIGIT)) & (SIZE - 1));
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
    }
  }

  /** Whether all keys have the same digit here, so that a pass would change nothing. */
  #isSame(digit: number): boolean {
    const cell = digit * SIZE + (((this.#keys[0] ?? 0) >>> (digit * DIGIT)) & (SIZE - 1));
    return this.#counts[cell] === this.#keys.length;
  }

  #pass(digit: number, from: Uint32Array, to: Uint32Array): void {
    const places = this.#counts.subarray(digit * SIZE, (digit + 1) * SIZE);
    let place = 0;
    for (let cell = 0; cell < SIZE; cell += 1) {
      const count = places[cell] ?? 0;
      places[cell] = place;
      place += count;
    }
    const shift = digit * DIGIT;
    for (let i = 0; i < from.length; i += 1) {
      const row = from[i] ?? 0;
      const cell = ((this.#keys[row] ?? 0) >>> shift) & (SIZE - 1);
      const at = places[cell] ?? 0;
      to[at] = row;
      places[cell] = at + 1;
    }
  }
}
