import { z } from 'zod';

const severity = z.enum(['error', 'warn']).default('error');
const columns = z.array(z.string()).min(1);
const bounds = { min: z.number().optional(), max: z.number().optional() };

/** Something that data must hold. An `error` that fails blocks what comes after; a `warn` is told. */
export const Expectation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('row_count'), severity, ...bounds }),
  z.object({ kind: z.literal('columns_exist'), severity, columns }),
  z.object({
    kind: z.literal('column_types'),
    severity,
    types: z.record(z.string(), z.enum(['number', 'integer', 'text'])),
  }),
  z.object({
    kind: z.literal('not_null'),
    severity,
    columns,
    maxShare: z.number().min(0).max(1).default(0),
  }),
  z.object({ kind: z.literal('between'), severity, columns, ...bounds }),
  z.object({
    kind: z.literal('in_set'),
    severity,
    columns,
    values: z.array(z.union([z.number(), z.string()])).min(1),
  }),
  z.object({ kind: z.literal('matches'), severity, columns, pattern: z.string() }),
  z.object({ kind: z.literal('unique'), severity, columns }),
  z.object({
    kind: z.literal('no_duplicate_rows'),
    severity,
    maxShare: z.number().min(0).max(1).default(0),
  }),
  z.object({ kind: z.literal('mean_between'), severity, columns, ...bounds }),
  z.object({ kind: z.literal('distinct_count'), severity, columns, ...bounds }),
  z.object({
    kind: z.literal('class_share'),
    severity,
    columns,
    minShare: z.number().min(0).max(1),
  }),
  z.object({
    kind: z.literal('not_constant'),
    severity,
    columns,
    maxConstant: z.int().nonnegative().default(0),
  }),
]);
export type Expectation = z.output<typeof Expectation>;

/** What became of one expectation. */
export const CheckResult = z.object({
  kind: z.string(),
  severity: z.enum(['error', 'warn']),
  passed: z.boolean(),
  /** What was found, in a sentence: the first fault when it failed. */
  detail: z.string(),
});
export type CheckResult = z.output<typeof CheckResult>;
