/**
 * How a table becomes the matrix that a model takes: filled, scaled, encoded, selected. A pipeline
 * is declared as data (`PipelineSpec`), fitted on the training rows alone, and then is data again
 * (`Pipeline`), so that it can be stored, hashed, and written into an ONNX graph.
 *
 * P1 Everything a fitted pipeline knows was learned from the rows it was fitted on.
 * P2 Applying it computes in single precision, step by step as the exported graph does, so that
 *    trainer and served model see the same matrix.
 */
export interface PipelineSpec {
  /** What is to be predicted; never a feature. Absent for clustering and outlier detection. */
  readonly target?: string;
  /** The features, in this order. Default: every column but the target. */
  readonly columns?: readonly string[];
  readonly numeric?: NumericSpec;
  readonly categorical?: CategoricalSpec;
  /** Applied last, to the columns made so far. */
  readonly select?: SelectionSpec;
}
export interface NumericSpec {
  /** What stands in for a missing number. Default `none`: a missing number is an error. */
  readonly impute?: 'none' | 'mean' | 'median' | 'most_frequent' | { readonly constant: number };
  /** Adds a column that is 1 where the number was missing, if any was in training. Default false. */
  readonly indicator?: boolean;
  /** Default `standard`. */
  readonly scale?: 'none' | 'standard' | 'min_max' | 'robust' | 'max_abs';
}
export interface CategoricalSpec {
  /** What stands in for a missing text. Default: a missing text is a category of its own, "". */
  readonly impute?: 'most_frequent' | { readonly constant: string };
  /** `one_hot` (default): a column a category. `ordinal`: its place in sorted order. */
  readonly encode?: 'one_hot' | 'ordinal';
  /** Categories rarer than this share of the rows are not learned. Default 0. */
  readonly minShare?: number;
}
export type SelectionSpec =
  | { readonly by: 'variance'; readonly above: number }
  | {
      readonly by: 'anova_f' | 'f_regression' | 'mutual_information';
      /** How many columns stay; all do when there are fewer. */
      readonly keep: number;
      /**
       * What the target is to `mutual_information`. Default: classes where it is text or whole
       * numbers of at most 20 different values, else numbers.
       */
      readonly task?: 'classification' | 'regression';
    };

/** A fitted pipeline. */
export interface Pipeline {
  /** What it takes, in the order in which a model's inputs are written. */
  readonly inputs: readonly (NumberInput | TextInput)[];
  /** Positions of the columns that stay, ascending; absent when all do. */
  readonly selected?: readonly number[];
  /** Names of the columns of the matrix it makes: `age`, `age_missing`, `colour=red`. */
  readonly features: readonly string[];
  /** Rows it was fitted on. */
  readonly fittedRows: number;
}
/**
 * Makes `(x - shift) / scale`, and then the indicator's column if there is one. All numbers are
 * single precision already.
 */
export interface NumberInput {
  readonly type: 'number';
  readonly name: string;
  /** Stands in for a missing number; absent: a missing number is an error. */
  readonly fill?: number;
  readonly indicator: boolean;
  readonly shift: number;
  readonly scale: number;
}
/** A text that is none of the categories gives zeros (`one_hot`) or -1 (`ordinal`). */
export interface TextInput {
  readonly type: 'text';
  readonly name: string;
  /** Stands in for a missing text. */
  readonly fill: string;
  readonly encode: 'one_hot' | 'ordinal';
  /** Sorted by code unit. */
  readonly categories: readonly string[];
}
