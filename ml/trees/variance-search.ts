import type { BinnedFeatures } from './feature-bins.ts';
import type { FoundSplit, ScanResult, SplitSearch } from './split-search.ts';

/**
 * Searches splits that lower the squared error about the mean (Breiman, Friedman, Olshen and Stone,
 * 1984). The score of a split is left² / left weight + right² / right weight over sums of weighted
 * targets; it falls short of the sum of squares by the squared error. S2 of `GiniSearch` holds.
 */
export class VarianceSearch implements SplitSearch {
  splittable = false;
  unsplit = 0;
  readonly found: FoundSplit = { bin: 0, next: 0, score: 0 };
  /** Of all leaves added. */
  readonly values: number[] = [];

  readonly #data: BinnedFeatures;
  readonly #targets: Float64Array;
  readonly #weights: Float64Array;
  readonly #minLeafRows: number;
  readonly #mean: number;
  /** The entered node: its rows, their weights, weighted targets about the mean, and both sums. */
  #rows: Int32Array = new Int32Array();
  #start = 0;
  #count = 0;
  #weight = 0;
  #sum = 0;
  readonly #nodeWeights: Float64Array;
  readonly #nodeTargets: Float64Array;
  /** [bins, 2]: weight and weighted target; and rows in each bin. */
  readonly #histogram: Float64Array;
  readonly #inBin: Int32Array;

  /** @param weights of the rows in this tree; rows of weight 0 must not be entered */
  constructor(
    data: BinnedFeatures,
    targets: Float64Array,
    weights: Float64Array,
    minLeafRows: number,
  ) {
    this.#data = data;
    this.#targets = targets;
    this.#weights = weights;
    this.#minLeafRows = minLeafRows;
    // Sums of small numbers lose less: all targets are taken about their mean.
    this.#mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
    this.#nodeWeights = new Float64Array(data.rows);
    this.#nodeTargets = new Float64Array(data.rows);
    this.#histogram = new Float64Array(256 * 2);
    this.#inBin = new Int32Array(256);
  }

  enter(rows: Int32Array, start: number, end: number): void {
    [this.#rows, this.#start, this.#count] = [rows, start, end - start];
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let [weights, sum] = [0, 0];
    for (let i = start; i < end; i += 1) {
      const row = rows[i] ?? 0;
      const weight = this.#weights[row] ?? 0;
      const target = this.#targets[row] ?? 0;
      const pull = weight * (target - this.#mean);
      this.#nodeWeights[i - start] = weight;
      this.#nodeTargets[i - start] = pull;
      weights += weight;
      sum += pull;
      if (target < least) least = target;
      if (target > most) most = target;
    }
    this.#weight = weights;
    this.#sum = sum;
    this.splittable = least < most;
    this.unsplit = (sum * sum) / weights;
  }

  addLeaf(): void {
    this.values.push(this.#mean + this.#sum / this.#weight);
  }

  scan(column: number): ScanResult {
    const [histogram, inBin] = [this.#histogram, this.#inBin];
    const [rows, weights, targets] = [this.#rows, this.#nodeWeights, this.#nodeTargets];
    const { bins, rows: allRows } = this.#data;
    const [start, count] = [this.#start, this.#count];
    const offset = column * allRows;
    let [low, high] = [255, 0];
    for (let i = 0; i < count; i += 1) {
      const bin = bins[offset + (rows[start + i] ?? 0)] ?? 0;
      const cell = bin * 2;
      histogram[cell] = (histogram[cell] ?? 0) + (weights[i] ?? 0);
      histogram[cell + 1] = (histogram[cell + 1] ?? 0) + (targets[i] ?? 0);
      inBin[bin] = (inBin[bin] ?? 0) + 1;
      if (bin < low) low = bin;
      if (bin > high) high = bin;
    }
    if (low !== high) return this.#sweep(low, high);
    inBin[low] = 0;
    histogram.fill(0, low * 2, low * 2 + 2);
    return 'constant';
  }

  /** Moves bin after bin to the left side, and clears it (S2). */
  #sweep(low: number, high: number): ScanResult {
    const [histogram, inBin, least] = [this.#histogram, this.#inBin, this.#minLeafRows];
    let [leftRows, leftWeight, leftSum] = [0, 0, 0];
    let [best, bestBin, bestNext, last] = [Number.NEGATIVE_INFINITY, -1, -1, low];
    for (let bin = low; bin <= high; bin += 1) {
      const rows = inBin[bin] ?? 0;
      if (rows === 0) continue;
      if (leftRows >= least && this.#count - leftRows >= least && leftRows > 0) {
        const rightSum = this.#sum - leftSum;
        const rightWeight = this.#weight - leftWeight;
        const score = (leftSum * leftSum) / leftWeight + (rightSum * rightSum) / rightWeight;
        if (score > best) {
          best = score;
          bestBin = last;
          bestNext = bin;
        }
      }
      leftRows += rows;
      leftWeight += histogram[bin * 2] ?? 0;
      leftSum += histogram[bin * 2 + 1] ?? 0;
      last = bin;
      inBin[bin] = 0;
      histogram[bin * 2] = 0;
      histogram[bin * 2 + 1] = 0;
    }
    if (bestBin < 0) return 'none';
    this.found.bin = bestBin;
    this.found.next = bestNext;
    this.found.score = best;
    return 'split';
  }
}
