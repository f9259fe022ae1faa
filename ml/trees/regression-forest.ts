import type { ValueTree } from '../boosting/gradient-tree.ts';

/** A random forest for numbers (Breiman 2001): the mean of its trees. */
export interface RegressionForest {
  readonly features: number;
  readonly trees: readonly ValueTree[];
}
