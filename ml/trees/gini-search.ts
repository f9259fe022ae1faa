import type { BinnedFeatures } from './feature-bins.ts';
import type { FoundSplit, ScanResult, SplitSearch } from './split-search.ts';

/**
 * Searches splits that lower the Gini impurity (Breiman, Friedman, Olshen and Stone, Classification
 * and Regression Trees, 1984). The score of a split is Σ_c left_c² / left + Σ_c right_c² / right in
 * weights of rows: the more, the purer; it falls short of the node's weight by its impurity.
 *
 * S2 Between scans the histogram is all zeros: a scan clears the cells it filled and no others, so
 *    a small node costs what its rows cost.
 */
export class GiniSearch implements SplitSearch {
  splittable = false;
  unsplit = 0;
  readonly found: FoundSplit = { bin: 0, next: 0, score: 0 };
  /** [nodes, classes], of all leaves added. */
  readonly probabilities: number[] = [];

  readonly #data: BinnedFeatures;
  readonly #labels: Int32Array;
  readonly #weights: Float64Array;
  readonly #classes: number;
  readonly #minLeafRows: number;
  /** The entered node: its rows, their labels and weights, its weight by class. */
  #rows: Int32Array = new Int32Array();
  #start = 0;
  #count = 0;
  readonly #nodeLabels: Int32Array;
  readonly #nodeWeights: Float64Array;
  readonly #totals: Float64Array;
  readonly #left: Float64Array;
  readonly #right: Float64Array;
  /** [bins, classes] weights, and rows in each bin. */
  readonly #histogram: Float64Array;
  readonly #inBin: Int32Array;

  /** @param weights of the rows in this tree; rows of weight 0 must not be entered */
  constructor(
    data: BinnedFeatures,
    labels: Int32Array,
    weights: Float64Array,
    limits: { readonly classes: number; readonly minLeafRows: number },
  ) {
    this.#data = data;
    this.#labels = labels;
    this.#weights = weights;
    this.#classes = limits.classes;
    this.#minLeafRows = limits.minLeafRows;
    this.#nodeLabels = new Int32Array(data.rows);
    this.#nodeWeights = new Float64Array(data.rows);
    this.#totals = new Float64Array(limits.classes);
    this.#left = new Float64Array(limits.classes);
    this.#right = new Float64Array(limits.classes);
    this.#histogram = new Float64Array(256 * limits.classes);
    this.#inBin = new Int32Array(256);
  }

  enter(rows: Int32Array, start: number, end: number): void {
    const [totals, labels, weights] = [this.#totals, this.#nodeLabels, this.#nodeWeights];
    [this.#rows, this.#start, this.#count] = [rows, start, end - start];
    totals.fill(0);
    for (let i = start; i < end; i += 1) {
      const row = rows[i] ?? 0;
      const label = this.#labels[row] ?? 0;
      const weight = this.#weights[row] ?? 0;
      labels[i - start] = label;
      weights[i - start] = weight;
      totals[label] = (totals[label] ?? 0) + weight;
    }
    let [present, squares, weight] = [0, 0, 0];
    for (let c = 0; c < totals.length; c += 1) {
      const total = totals[c] ?? 0;
      if (total > 0) present += 1;
      squares += total * total;
      weight += total;
    }
    this.splittable = present > 1;
    this.unsplit = squares / weight;
  }

  addLeaf(): void {
    const weight = this.#totals.reduce((sum, total) => sum + total, 0);
    for (const total of this.#totals) this.probabilities.push(total / weight);
  }

  scan(column: number): ScanResult {
    const [histogram, inBin] = [this.#histogram, this.#inBin];
    const [rows, labels, weights] = [this.#rows, this.#nodeLabels, this.#nodeWeights];
    const { bins, rows: allRows } = this.#data;
    const [k, start, count] = [this.#classes, this.#start, this.#count];
    const offset = column * allRows;
    let [low, high] = [255, 0];
    for (let i = 0; i < count; i += 1) {
      const bin = bins[offset + (rows[start + i] ?? 0)] ?? 0;
      const cell = bin * k + (labels[i] ?? 0);
      histogram[cell] = (histogram[cell] ?? 0) + (weights[i] ?? 0);
      inBin[bin] = (inBin[bin] ?? 0) + 1;
      if (bin < low) low = bin;
      if (bin > high) high = bin;
    }
    if (low !== high) return this.#sweep(low, high);
    inBin[low] = 0;
    histogram.fill(0, low * k, (low + 1) * k);
    return 'constant';
  }

  /** Moves bin after bin to the left side, and clears it (S2). */
  #sweep(low: number, high: number): ScanResult {
    const [histogram, inBin, k] = [this.#histogram, this.#inBin, this.#classes];
    const [left, right, totals] = [this.#left, this.#right, this.#totals];
    const least = this.#minLeafRows;
    let [leftRows, leftSquares, leftWeight] = [0, 0, 0];
    let [rightSquares, rightWeight] = [0, 0];
    for (let c = 0; c < k; c += 1) {
      const total = totals[c] ?? 0;
      left[c] = 0;
      right[c] = total;
      rightSquares += total * total;
      rightWeight += total;
    }
    let [best, bestBin, bestNext, last] = [Number.NEGATIVE_INFINITY, -1, -1, low];
    for (let bin = low; bin <= high; bin += 1) {
      const rows = inBin[bin] ?? 0;
      if (rows === 0) continue;
      if (leftRows >= least && this.#count - leftRows >= least && leftRows > 0) {
        const score = leftSquares / leftWeight + rightSquares / rightWeight;
        if (score > best) {
          best = score;
          bestBin = last;
          bestNext = bin;
        }
      }
      inBin[bin] = 0;
      leftRows += rows;
      last = bin;
      for (let c = 0, cell = bin * k; c < k; c += 1, cell += 1) {
        const weight = histogram[cell] ?? 0;
        if (weight === 0) continue;
        histogram[cell] = 0;
        const l = left[c] ?? 0;
        const r = right[c] ?? 0;
        leftSquares += weight * (2 * l + weight);
        rightSquares -= weight * (2 * r - weight);
        leftWeight += weight;
        rightWeight -= weight;
        left[c] = l + weight;
        right[c] = r - weight;
      }
    }
    if (bestBin < 0) return 'none';
    this.found.bin = bestBin;
    this.found.next = bestNext;
    this.found.score = best;
    return 'split';
  }
}
