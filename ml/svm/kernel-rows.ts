import { squaredDistance } from '../data/squared-distance.ts';

/** Bytes of kernel rows that are kept, as scikit-learn's `cache_size` of 200 MB. */
const BUDGET = 200 * 2 ** 20;

/**
 * Rows of the kernel matrix exp(-gamma |x - y|²) among some rows of a matrix, each computed when it
 * is first asked for; those not asked for longest go when the budget is spent.
 */
export class KernelRows {
  readonly #vectors: Float32Array;
  readonly #columns: number;
  readonly #gamma: number;
  readonly #count: number;
  readonly #most: number;
  /** Least recently used first, as a Map keeps insertion order. */
  readonly #kept = new Map<number, Float32Array>();

  /** @param vectors [count, columns], row-major */
  constructor(vectors: Float32Array, columns: number, gamma: number) {
    this.#vectors = vectors;
    this.#columns = columns;
    this.#gamma = gamma;
    this.#count = vectors.length / columns;
    this.#most = Math.max(2, Math.floor(BUDGET / (4 * this.#count)));
  }

  /** Kernel of row `at` with every row. */
  row(at: number): Float32Array {
    const known = this.#kept.get(at);
    if (known !== undefined) {
      if (this.#kept.size >= this.#most) {
        this.#kept.delete(at);
        this.#kept.set(at, known);
      }
      return known;
    }
    const row = this.#kept.size < this.#most ? new Float32Array(this.#count) : this.#oldest();
    kernelRow(this.#vectors, at, this.#columns, this.#gamma, row);
    this.#kept.set(at, row);
    return row;
  }

  /** The longest unused row's memory, for the next one. */
  #oldest(): Float32Array {
    for (const [at, row] of this.#kept) {
      this.#kept.delete(at);
      return row;
    }
    return new Float32Array(this.#count);
  }
}

function kernelRow(
  vectors: Float32Array,
  at: number,
  columns: number,
  gamma: number,
  into: Float32Array,
): void {
  for (let other = 0; other < into.length; other += 1) {
    const distance = squaredDistance(vectors, at * columns, vectors, other * columns, columns);
    into[other] = Math.exp(-gamma * distance);
  }
}
