import { selectRows, type LabelledMatrix, type Matrix } from '../data/matrix.ts';
import { calibrate } from './calibration.ts';
import { calibrated, checkedProblem, type WeightedRows } from './held-out-scores.ts';
import { KernelRows } from './kernel-rows.ts';
import { kernelScores, type KernelScorer } from './kernel-scores.ts';
import { separatePair, type Separation } from './smo.ts';
import type { KernelMachine } from './support-vectors.ts';
import type { SvmOptions } from './svm-options.ts';

export interface KernelMachineOptions extends SvmOptions {
  /** Of exp(-gamma |x - y|²). `scale` (default): 1 / (columns · variance of all values). */
  readonly gamma?: 'scale' | number;
}

/**
 * Support vector classifier with the kernel exp(-gamma |x - y|²), one class against one (Boser,
 * Guyon and Vapnik 1992; Chang and Lin, LIBSVM, 2011). The machine is that of scikit-learn's `SVC`,
 * calibrated as its `CalibratedClassifierCV(ensemble=False)`.
 *
 * @param data features [N, n], scaled
 * @throws UnlearnableDataError for data that tells no classes apart
 */
export function fitKernelMachine(
  data: LabelledMatrix,
  options: KernelMachineOptions = {},
): KernelMachine {
  const problem = checkedProblem(data, options);
  const gamma = gammaOf(data.features, options.gamma ?? 'scale');
  const learn = (rows: WeightedRows): KernelScorer =>
    separate(rows, problem.c, gamma, options.signal);
  return calibrated(problem.data, options, learn, kernelScores);
}

/** Class probabilities [N, k], row-major, each row summing to 1. */
export function kernelProbabilities(machine: KernelMachine, features: Matrix): Float64Array {
  return calibrate(machine.calibration, kernelScores(machine, features));
}

function gammaOf({ columns, values }: Matrix, gamma: 'scale' | number): number {
  if (gamma !== 'scale') {
    if (gamma > 0 && Number.isFinite(gamma)) return gamma;
    throw new RangeError(`gamma is ${gamma}, expected "scale" or a number above 0.`);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return spread > 0 ? 1 / (columns * spread) : 1;
}

function separate(
  data: WeightedRows,
  c: number,
  gamma: number,
  signal: AbortSignal | undefined,
): KernelScorer {
  const members = data.classes.map((_, label) => rowsOf(data.labels, label));
  const pairs: Pair[] = [];
  members.forEach((first, i) =>
    members.slice(i + 1).forEach((second, next) => {
      signal?.throwIfAborted();
      const found = separateTwo(data, first, second, c, gamma);
      pairs.push({ i, j: i + 1 + next, first, second, ...found });
    }),
  );
  const supports = new Uint8Array(data.labels.length);
  for (const { first, second, coefficients } of pairs) {
    [...first, ...second].forEach((row, at) => {
      if (coefficients[at] !== 0) supports[row] = 1;
    });
  }
  const kept = members.map((rows) => rows.filter((row) => supports[row] === 1));
  const vectors = kept.flat();
  return {
    features: data.features.columns,
    classes: members.length,
    gamma,
    vectors: selectRows(data.features, vectors).values,
    vectorsOfClass: Int32Array.from(kept, (rows) => rows.length),
    coefficients: layOut(pairs, vectors, members.length),
    rho: Float64Array.from(pairs, ({ offset }) => offset),
  };
}

interface Pair extends Separation {
  readonly i: number;
  readonly j: number;
  readonly first: readonly number[];
  readonly second: readonly number[];
}

function rowsOf(labels: Int32Array, wanted: number): number[] {
  return Array.from(labels, (_, row) => row).filter((row) => labels[row] === wanted);
}

function separateTwo(
  { features, weights }: WeightedRows,
  first: readonly number[],
  second: readonly number[],
  c: number,
  gamma: number,
): Separation {
  const rows = [...first, ...second];
  // Without rows of one class, the other is right everywhere; without both, neither is.
  if (first.length === 0 || second.length === 0) {
    const offset = Math.sign(first.length - second.length);
    return { coefficients: new Float64Array(rows.length), offset };
  }
  const vectors = selectRows(features, rows).values;
  return separatePair(
    new KernelRows(vectors, features.columns, gamma),
    Int8Array.from(rows, (_, at) => (at < first.length ? 1 : -1)),
    Float64Array.from(rows, (row) => c * (weights[row] ?? 0)),
  );
}

/** libsvm's layout: a vector of class i has its part in the pair (i, j) in line j - 1, of j in line i. */
function layOut(pairs: readonly Pair[], vectors: readonly number[], classes: number): Float64Array {
  const place = new Map(vectors.map((row, at) => [row, at]));
  const out = new Float64Array((classes - 1) * vectors.length);
  for (const { i, j, first, second, coefficients } of pairs) {
    [...first, ...second].forEach((row, at) => {
      const vector = place.get(row);
      if (vector === undefined) return;
      const line = at < first.length ? j - 1 : i;
      out[line * vectors.length + vector] = coefficients[at] ?? 0;
    });
  }
  return out;
}
