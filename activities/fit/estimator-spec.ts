import { z } from 'zod';

const seed = z.int().nonnegative().default(7);
/** Evens out classes: each row counts by how rare its class is. */
const balanced = z.boolean().default(false);
const minLeafRows = z.int().positive();
const rate = z.number().positive();

/** What a training task fits behind the preprocessing, as data. Defaults are scikit-learn's. */
export const EstimatorSpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('logistic'),
    /** Strength of the squared penalty; scikit-learn's 1 / C. */
    penalty: z.number().nonnegative().default(1),
    maxIterations: z.int().positive().default(300),
  }),
  z.object({ kind: z.literal('linear') }),
  z.object({ kind: z.literal('ridge'), alpha: z.number().nonnegative().default(1) }),
  z.object({
    kind: z.literal('linear_svm'),
    c: rate.default(1),
    maxIterations: z.int().positive().default(1000),
    balanced,
    seed,
  }),
  z.object({
    kind: z.literal('rbf_svm'),
    c: rate.default(1),
    gamma: z.union([z.literal('scale'), rate]).default('scale'),
    balanced,
    seed,
  }),
  z.object({
    kind: z.literal('nearest'),
    neighbours: z.int().positive().default(5),
    weights: z.enum(['uniform', 'distance']).default('uniform'),
  }),
  z.object({
    kind: z.literal('decision_tree'),
    maxDepth: z.int().positive().default(64),
    minLeafRows: minLeafRows.default(1),
    balanced,
    seed,
  }),
  z.object({
    kind: z.literal('forest'),
    trees: z.int().positive().max(2000).default(100),
    maxDepth: z.int().positive().default(64),
    minLeafRows: minLeafRows.default(1),
    /** Columns tried at each node; the root of their number for classes, all for numbers. */
    tryColumns: z.int().positive().optional(),
    balanced,
    seed,
  }),
  z.object({
    kind: z.literal('boosting'),
    rounds: z.int().positive().max(10_000).default(100),
    learningRate: rate.default(0.1),
    maxLeaves: z.int().min(2).default(31),
    maxDepth: z.int().positive().optional(),
    minLeafRows: minLeafRows.default(20),
    l2: z.number().nonnegative().default(0),
    balanced,
  }),
]);
export type EstimatorSpec = z.output<typeof EstimatorSpec>;
