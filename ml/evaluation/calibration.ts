import { checkClasses, checkColumns, checkProbabilities } from '../metrics/score-input.ts';
import { quantileOf } from '../preprocess/column-statistics.ts';

export interface CalibrationOptions {
  /** Default 10. */
  readonly bins?: number;
  /** `uniform` (default): bins of equal width. `quantile`: of about equally many rows. */
  readonly strategy?: 'uniform' | 'quantile';
}
/** Rows whose probabilities lie close together. */
export interface CalibrationBin {
  readonly rows: number;
  /** Mean probability given. */
  readonly predicted: number;
  /** Share for which it came true. */
  readonly came: number;
}

/**
 * The reliability curve: what was said against what came true; empty bins are left out. As
 * scikit-learn's `calibration_curve`.
 *
 * @param truth 1 for rows of the class, else 0
 * @param probabilities of the class
 * @throws RangeError when there is no row, sizes do not fit, or a value is out of range.
 */
export function calibrationCurve(
  truth: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { bins = 10, strategy = 'uniform' }: CalibrationOptions = {},
): readonly CalibrationBin[] {
  const rows = checkColumns({ truth, probabilities });
  checkClasses('truth', truth, 2);
  checkProbabilities(probabilities, rows, 1);
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`${bins} bins cannot be made.`);
  const edges = innerEdges(probabilities, bins, strategy);
  const sums = Array.from({ length: bins }, () => ({ rows: 0, predicted: 0, came: 0 }));
  for (let row = 0; row < rows; row += 1) {
    const given = probabilities[row] ?? 0;
    const bin = sums[edges.filter((edge) => edge < given).length];
    if (bin === undefined) continue;
    bin.rows += 1;
    bin.predicted += given;
    bin.came += truth[row] ?? 0;
  }
  return sums
    .filter((bin) => bin.rows > 0)
    .map((bin) => ({
      rows: bin.rows,
      predicted: bin.predicted / bin.rows,
      came: bin.came / bin.rows,
    }));
}

/**
 * Expected calibration error (Naeini and others 2015): the mean distance between confidence and
 * accuracy over the bins, weighted by their rows. From 0 to 1, lower is better.
 *
 * For two classes the probability of class 1 is binned, for several that of the likeliest class
 * (Guo and others 2017).
 *
 * @param truth positions of the classes; `probabilities` [N, k], row-major
 */
export function expectedCalibrationError(
  truth: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
  options: CalibrationOptions = {},
): number {
  checkClasses('truth', truth, classes);
  checkProbabilities(probabilities, truth.length, classes);
  const said = Array.from(truth, (label, row) => {
    if (classes === 2) return { came: label, given: probabilities[row * 2 + 1] ?? 0 };
    let best = 0;
    const at = (place: number): number => probabilities[row * classes + place] ?? 0;
    for (let each = 1; each < classes; each += 1) if (at(each) > at(best)) best = each;
    return { came: label === best ? 1 : 0, given: at(best) };
  });
  const curve = calibrationCurve(
    said.map(({ came }) => came),
    said.map(({ given }) => given),
    options,
  );
  const sum = curve.reduce(
    (total, bin) => total + bin.rows * Math.abs(bin.predicted - bin.came),
    0,
  );
  return sum / truth.length;
}

/** What a Brier score is made of: `score = reliability - resolution + uncertainty + within`. */
export interface BrierParts {
  readonly score: number;
  /** How far the bins' probabilities lie from what came true; lower is better. */
  readonly reliability: number;
  /** How far the bins differ from the share overall; higher is better. */
  readonly resolution: number;
  /** p (1 - p) of the share overall: what no model changes. */
  readonly uncertainty: number;
  /** What differs inside of bins; 0 when each holds one probability (Stephenson and others 2008). */
  readonly within: number;
}

/**
 * Murphy's decomposition (1973) of the Brier score over bins.
 *
 * @param truth 1 for rows of the class, else 0; `probabilities` of the class
 */
export function brierParts(
  truth: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: CalibrationOptions = {},
): BrierParts {
  const curve = calibrationCurve(truth, probabilities, options);
  const rows = truth.length;
  const share = Array.from(truth).reduce((sum, each) => sum + each, 0) / rows;
  let [score, reliability, resolution] = [0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    score += ((truth[row] ?? 0) - (probabilities[row] ?? 0)) ** 2 / rows;
  }
  for (const bin of curve) {
    reliability += (bin.rows / rows) * (bin.predicted - bin.came) ** 2;
    resolution += (bin.rows / rows) * (bin.came - share) ** 2;
  }
  const uncertainty = share * (1 - share);
  const within = score - (reliability - resolution + uncertainty);
  return { score, reliability, resolution, uncertainty, within };
}

/** The bounds between bins: a probability on one belongs to the bin below. */
function innerEdges(
  probabilities: ArrayLike<number>,
  bins: number,
  strategy: 'uniform' | 'quantile',
): number[] {
  const inner = Array.from({ length: bins - 1 }, (_, at) => (at + 1) / bins);
  if (strategy === 'uniform') return inner;
  const sorted = Float64Array.from(probabilities).sort();
  return inner.map((share) => quantileOf(sorted, share));
}
