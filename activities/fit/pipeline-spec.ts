import { z } from 'zod';
import type { PipelineSpec } from '../../ml/preprocess/pipeline.ts';
import type { EstimatorSpec } from './estimator-spec.ts';

/** How a table becomes the matrix that a model takes; fitted inside each training task, on its training rows alone. */
export const Preprocess = z.object({
  /** The features, in this order. Default: every column but the target. */
  columns: z.array(z.string()).min(1).optional(),
  numeric: z
    .object({
      /** What stands in for a missing number; `none`: a missing number is an error. */
      impute: z
        .union([
          z.enum(['none', 'mean', 'median', 'most_frequent']),
          z.object({ constant: z.number() }),
        ])
        .optional(),
      /** Adds a column that is 1 where the number was missing. */
      indicator: z.boolean().optional(),
      /** Default `standard`; `none` for trees, which scaling does not change. */
      scale: z.enum(['none', 'standard', 'min_max', 'robust', 'max_abs']).optional(),
    })
    .optional(),
  categorical: z
    .object({
      impute: z.union([z.literal('most_frequent'), z.object({ constant: z.string() })]).optional(),
      encode: z.enum(['one_hot', 'ordinal']).optional(),
      /** Categories rarer than this share of the rows are not learned. */
      minShare: z.number().min(0).lt(1).optional(),
    })
    .optional(),
  select: z
    .union([
      z.object({ by: z.literal('variance'), above: z.number().nonnegative() }),
      z.object({
        by: z.enum(['anova_f', 'f_regression', 'mutual_information']),
        keep: z.int().positive(),
      }),
    ])
    .optional(),
});
export type Preprocess = z.output<typeof Preprocess>;

const UNSCALED: readonly (EstimatorSpec['kind'] | 'isolation_forest')[] = [
  'decision_tree',
  'forest',
  'boosting',
  'isolation_forest',
];

/** What the mathematics takes: trees see raw numbers unless the author says otherwise. */
export function pipelineSpecOf(
  { columns, numeric, categorical, select }: Preprocess,
  kind: string,
  target?: string,
): PipelineSpec {
  const scale = UNSCALED.some((unscaled) => unscaled === kind) ? 'none' : 'standard';
  return {
    ...(target === undefined ? {} : { target }),
    ...(columns === undefined ? {} : { columns }),
    numeric: {
      scale: numeric?.scale ?? scale,
      ...(numeric?.impute === undefined ? {} : { impute: numeric.impute }),
      ...(numeric?.indicator === undefined ? {} : { indicator: numeric.indicator }),
    },
    ...(categorical === undefined ? {} : { categorical: definedOf(categorical) }),
    ...(select === undefined ? {} : { select }),
  };
}

/** zod keeps options that were left out as undefined; the mathematics wants them left out. */
function definedOf({
  impute,
  encode,
  minShare,
}: NonNullable<Preprocess['categorical']>): NonNullable<PipelineSpec['categorical']> {
  return {
    ...(impute === undefined ? {} : { impute }),
    ...(encode === undefined ? {} : { encode }),
    ...(minShare === undefined ? {} : { minShare }),
  };
}
