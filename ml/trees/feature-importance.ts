import type { RandomForest } from './random-forest.ts';
import type { RegressionForest } from './regression-forest.ts';

/** Share of the trees' gain that each column brought, summing to 1 (Breiman's mean decrease). */
export function featureImportance(_forest: RandomForest | RegressionForest): Float64Array {
  throw new Error('Being built.');
}
