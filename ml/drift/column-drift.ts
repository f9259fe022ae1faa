import { binnedShares } from './binned-shares.ts';
import { chiSquareTest, shareTest } from './count-test.ts';
import {
  jensenShannonDistance,
  normedWasserstein,
  populationStabilityIndex,
} from './drift-distance.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';

/** How a column is compared. The first three give a p-value, the others a distance. */
export const DRIFT_TESTS = [
  'ks',
  'chi_square',
  'z',
  'wasserstein',
  'jensen_shannon',
  'psi',
] as const;
export type DriftTest = (typeof DRIFT_TESTS)[number];
export type ColumnKind = 'numeric' | 'categorical';

export interface ColumnDrift {
  readonly test: DriftTest;
  /** p-value (drifted when below the threshold) or distance (drifted when at or above it). */
  readonly score: number;
  readonly threshold: number;
  readonly drifted: boolean;
  /** Population stability index beside it, whatever the test. */
  readonly psi: number;
}
export interface ColumnDriftOptions {
  readonly test?: DriftTest;
  readonly threshold?: number;
}

/** Evidently 0.7: with more reference rows than this, distances instead of p-values. */
const MANY_ROWS = 1000;
/** … and a numeric column with at most this many values counts as categorical. */
const FEW_VALUES = 5;

/**
 * Compares a column of current rows with the same column of reference rows. Without a test given,
 * the one that Evidently 0.7 takes by default: up to 1,000 reference rows Kolmogorov-Smirnov,
 * chi-square, or z for two values (p < 0.05); above, normed Wasserstein or Jensen-Shannon (>= 0.1).
 *
 * @param reference finite numbers; categories as whole numbers; `current` likewise
 */
export function columnDrift(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  kind: ColumnKind,
  options: ColumnDriftOptions = {},
): ColumnDrift {
  if (reference.length === 0 || current.length === 0) {
    throw new RangeError('Drift needs at least one row on each side.');
  }
  const test = options.test ?? defaultTest(reference, current, kind);
  const isChance = test === 'ks' || test === 'chi_square' || test === 'z';
  const threshold = options.threshold ?? (isChance ? 0.05 : 0.1);
  const shares = binnedShares(reference, current, kind);
  const psi = populationStabilityIndex(shares);
  const score = {
    ks: () => kolmogorovSmirnov(reference, current).pValue,
    chi_square: () => chiSquareTest(reference, current).pValue,
    z: () => shareTest(reference, current).pValue,
    wasserstein: () => normedWasserstein(reference, current),
    jensen_shannon: () => jensenShannonDistance(shares),
    psi: () => psi,
  }[test]();
  return {
    test,
    score,
    threshold,
    drifted: isChance ? score < threshold : score >= threshold,
    psi,
  };
}

function defaultTest(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  kind: ColumnKind,
): DriftTest {
  const values = new Set([...Array.from(reference), ...Array.from(current)]).size;
  const asNumbers = kind === 'numeric' && values > FEW_VALUES;
  if (reference.length > MANY_ROWS) return asNumbers ? 'wasserstein' : 'jensen_shannon';
  if (asNumbers) return 'ks';
  return values > 2 ? 'chi_square' : 'z';
}
