import {
  STRIDE,
  type ColumnRange,
  type GradientHistogram,
  type HistogramData,
} from './gradient-histogram.ts';

/** Sums over the rows of a node. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
}
/** Rows whose bin in `column` is at most `bin` go left. */
export interface GainSplit {
  readonly column: number;
  readonly bin: number;
  readonly gain: number;
  readonly left: NodeSums;
  readonly right: NodeSums;
}
export interface GainLimits {
  readonly minLeafRows: number;
  /** Added to every Hessian sum: pulls leaf values towards 0. */
  readonly l2: number;
}

/** Least Hessian of a side, so that a leaf's value is never a ratio of two roundings. */
const LEAST_HESSIAN = 1e-3;

/**
 * The split with the largest gain G²/(H+λ) of left and right over that of the node (Friedman 2001;
 * in second-order form Chen and Guestrin, XGBoost, 2016, equation 7), among a range of columns. The
 * first of equals.
 */
export function bestGain(
  data: HistogramData,
  range: ColumnRange,
  histogram: GradientHistogram,
  node: NodeSums,
  limits: GainLimits,
): GainSplit | undefined {
  const first = data.offsets[range.from] ?? 0;
  let best: GainSplit | undefined;
  for (let column = range.from; column < range.to; column += 1) {
    const from = (data.offsets[column] ?? 0) - first;
    const to = (data.offsets[column + 1] ?? 0) - first;
    const bin = bestBin(histogram, from, to, node, limits, best?.gain ?? 0);
    if (bin >= 0) best = splitAt(histogram, from, bin, column, node, limits);
  }
  return best;
}

/** The cut of one column with a gain above `toBeat`; -1 for none. */
function bestBin(
  histogram: GradientHistogram,
  from: number,
  to: number,
  node: NodeSums,
  { minLeafRows, l2 }: GainLimits,
  toBeat: number,
): number {
  const { gradient: allGradient, hessian: allHessian, rows: allRows } = node;
  const alone = allGradient ** 2 / (allHessian + l2);
  let [gradient, hessian, rows, most, best] = [0, 0, 0, toBeat, -1];
  for (let cell = from; cell + 1 < to; cell += 1) {
    gradient += histogram[cell * STRIDE] ?? 0;
    hessian += histogram[cell * STRIDE + 1] ?? 0;
    rows += histogram[cell * STRIDE + 2] ?? 0;
    if (rows < minLeafRows || hessian < LEAST_HESSIAN) continue;
    const rightHessian = allHessian - hessian;
    if (allRows - rows < minLeafRows || rightHessian < LEAST_HESSIAN) break;
    const rightGradient = allGradient - gradient;
    const gain =
      (gradient * gradient) / (hessian + l2) +
      (rightGradient * rightGradient) / (rightHessian + l2) -
      alone;
    if (gain <= most) continue;
    most = gain;
    best = cell - from;
  }
  return best;
}

/** Sums up again what `bestBin` had at the cut, in the same order. */
function splitAt(
  histogram: GradientHistogram,
  from: number,
  bin: number,
  column: number,
  node: NodeSums,
  { l2 }: GainLimits,
): GainSplit {
  let [gradient, hessian, rows] = [0, 0, 0];
  for (let cell = from; cell <= from + bin; cell += 1) {
    gradient += histogram[cell * STRIDE] ?? 0;
    hessian += histogram[cell * STRIDE + 1] ?? 0;
    rows += histogram[cell * STRIDE + 2] ?? 0;
  }
  return splitOf(node, { column, bin, gradient, hessian, rows }, l2);
}

/** A split told by its left side alone. */
export function splitOf(
  node: NodeSums,
  cut: { column: number; bin: number } & NodeSums,
  l2: number,
): GainSplit {
  const { column, bin, gradient, hessian, rows } = cut;
  const right = {
    gradient: node.gradient - gradient,
    hessian: node.hessian - hessian,
    rows: node.rows - rows,
  };
  const gain =
    (gradient * gradient) / (hessian + l2) +
    (right.gradient * right.gradient) / (right.hessian + l2) -
    node.gradient ** 2 / (node.hessian + l2);
  return { column, bin, gain, left: { gradient, hessian, rows }, right };
}
