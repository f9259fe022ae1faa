import type { WeightedRows } from './held-out-scores.ts';

/**
 * The objective of one plane, `(|w|² + b²) / 2 + c Σ weight max(0, 1 - y (w · x + b))²`, at a point
 * that it holds: the weights w and then the bias b.
 *
 * Q1 `short[row]` is what row falls short of the margin at the point, not below 0; only such rows
 *    have a part in value, gradient and curvature.
 */
export class SquaredHinge {
  readonly point: Float64Array;
  readonly #rows: WeightedRows;
  readonly #columns: number;
  /** 1 for the positive class, -1 for the rest. */
  readonly #sides: Int8Array;
  /** `2 c weight` of each row. */
  readonly #strength: Float64Array;
  readonly #margins: Float64Array;
  readonly #short: Float64Array;

  constructor(rows: WeightedRows, positive: number, c: number) {
    const { labels, features, weights } = rows;
    this.#rows = rows;
    this.#columns = features.columns;
    this.point = new Float64Array(features.columns + 1);
    this.#sides = Int8Array.from(labels, (label) => (label === positive ? 1 : -1));
    this.#strength = weights.map((weight) => 2 * c * weight);
    this.#margins = new Float64Array(labels.length);
    this.#short = new Float64Array(labels.length).fill(1);
  }

  gradient(): Float64Array {
    const gradient = Float64Array.from(this.point);
    this.#short.forEach((short, row) => {
      if (short === 0) return;
      const pull = (this.#strength[row] ?? 0) * (this.#sides[row] ?? 0) * short;
      this.#addRow(gradient, row, -pull);
    });
    return gradient;
  }

  /** The (generalised) Hessian times a direction (Mangasarian 2002; Lin, Weng and Keerthi 2008). */
  curvatureTimes(direction: Float64Array): Float64Array {
    const product = Float64Array.from(direction);
    this.#short.forEach((short, row) => {
      if (short === 0) return;
      this.#addRow(product, row, (this.#strength[row] ?? 0) * this.#score(direction, row));
    });
    return product;
  }

  /** Its diagonal. */
  curvatures(): Float64Array {
    const { values } = this.#rows.features;
    const [n, diagonal] = [this.#columns, new Float64Array(this.point.length).fill(1)];
    this.#short.forEach((short, row) => {
      if (short === 0) return;
      const strength = this.#strength[row] ?? 0;
      for (let j = 0; j < n; j += 1) {
        const value = values[row * n + j] ?? 0;
        diagonal[j] = (diagonal[j] ?? 0) + strength * value * value;
      }
      diagonal[n] = (diagonal[n] ?? 0) + strength;
    });
    return diagonal;
  }

  /**
   * Moves the point along a direction: the first of the lengths 1, 1/2, 1/4, … that lowers the
   * objective enough (Armijo). Returns false, the point unmoved, when rounding lets none.
   *
   * @param slope of the objective along the direction, below 0
   */
  advance(direction: Float64Array, slope: number): boolean {
    const steps = Float64Array.from(this.#margins, (_, row) => this.#score(direction, row));
    const before = this.#value(direction, steps, 0);
    for (let length = 1; length > 1e-12; length /= 2) {
      if (this.#value(direction, steps, length) > before + 1e-2 * length * slope) continue;
      this.point.forEach((value, j) => (this.point[j] = value + length * (direction[j] ?? 0)));
      this.#margins.forEach((score, row) => {
        const moved = score + length * (steps[row] ?? 0);
        this.#margins[row] = moved;
        this.#short[row] = Math.max(0, 1 - (this.#sides[row] ?? 0) * moved);
      });
      return true;
    }
    return false;
  }

  #value(direction: Float64Array, steps: Float64Array, length: number): number {
    let value = 0;
    this.point.forEach((at, j) => (value += (at + length * (direction[j] ?? 0)) ** 2));
    this.#margins.forEach((score, row) => {
      const moved = score + length * (steps[row] ?? 0);
      const short = Math.max(0, 1 - (this.#sides[row] ?? 0) * moved);
      value += (this.#strength[row] ?? 0) * short * short;
    });
    return value / 2;
  }

  #score(point: Float64Array, row: number): number {
    const { values } = this.#rows.features;
    const n = this.#columns;
    let score = point[n] ?? 0;
    for (let j = 0, at = row * n; j < n; j += 1, at += 1) {
      score += (point[j] ?? 0) * (values[at] ?? 0);
    }
    return score;
  }

  #addRow(into: Float64Array, row: number, times: number): void {
    const { values } = this.#rows.features;
    const n = this.#columns;
    for (let j = 0, at = row * n; j < n; j += 1, at += 1) {
      into[j] = (into[j] ?? 0) + times * (values[at] ?? 0);
    }
    into[n] = (into[n] ?? 0) + times;
  }
}
