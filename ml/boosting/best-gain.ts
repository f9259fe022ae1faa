import type { GradientHistogram, HistogramData } from './gradient-histogram.ts';

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
 * in second-order form Chen and Guestrin, XGBoost, 2016, equation 7). The first of equals.
 */
export function bestGain(
  data: HistogramData,
  histogram: GradientHistogram,
  node: NodeSums,
  limits: GainLimits,
): GainSplit | undefined {
  let best: GainSplit | undefined;
  for (let column = 0; column < data.columns; column += 1) {
    const found = scanBins(data, histogram, column, node, limits, best?.gain ?? 0);
    if (found !== undefined) best = found;
  }
  return best;
}

function scanBins(
  { offsets }: HistogramData,
  histogram: GradientHistogram,
  column: number,
  node: NodeSums,
  { minLeafRows, l2 }: GainLimits,
  toBeat: number,
): GainSplit | undefined {
  const base = offsets[column] ?? 0;
  const bins = (offsets[column + 1] ?? base) - base;
  const alone = node.gradient ** 2 / (node.hessian + l2);
  let [gradient, hessian, rows] = [0, 0, 0];
  let most = toBeat;
  let best: GainSplit | undefined;
  for (let bin = 0; bin + 1 < bins; bin += 1) {
    gradient += histogram.gradients[base + bin] ?? 0;
    hessian += histogram.hessians[base + bin] ?? 0;
    rows += histogram.counts[base + bin] ?? 0;
    if (rows < minLeafRows || hessian < LEAST_HESSIAN) continue;
    const rightRows = node.rows - rows;
    const rightHessian = node.hessian - hessian;
    if (rightRows < minLeafRows || rightHessian < LEAST_HESSIAN) break;
    const rightGradient = node.gradient - gradient;
    const gain = gradient ** 2 / (hessian + l2) + rightGradient ** 2 / (rightHessian + l2) - alone;
    if (gain <= most) continue;
    most = gain;
    const left = { gradient, hessian, rows };
    const right = { gradient: rightGradient, hessian: rightHessian, rows: rightRows };
    best = { column, bin, gain, left, right };
  }
  return best;
}
