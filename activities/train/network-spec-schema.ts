import { z } from 'zod';

const Activation = z.enum(['linear', 'relu', 'tanh', 'sigmoid']);
const Layer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dense'), units: z.int().positive(), activation: Activation }),
  z.object({
    kind: z.literal('conv2d'),
    filters: z.int().positive(),
    kernel: z.int().positive(),
    padding: z.enum(['same', 'valid']),
    activation: Activation,
  }),
  z.object({ kind: z.literal('max_pool'), size: z.int().positive() }),
  z.object({ kind: z.literal('flatten') }),
  z.object({ kind: z.literal('dropout'), rate: z.number().min(0).lt(1) }),
]);

/** A network as data; the output layer, one score a class and softmax, is implied. */
export const NetworkSpecSchema = z.object({
  /** Shape of one row: `[30]`, or `[height, width, channels]`. */
  input: z.array(z.int().positive()).min(1).max(3),
  layers: z.array(Layer),
  optimizer: z.object({
    kind: z.literal('adam'),
    learningRate: z.number().positive(),
    beta1: z.number().min(0).lt(1).default(0.9),
    beta2: z.number().min(0).lt(1).default(0.999),
    epsilon: z.number().positive().default(1e-7),
  }),
  schedule: z
    .object({ kind: z.literal('exponential'), factor: z.number().positive().max(1) })
    .default({ kind: 'exponential', factor: 1 }),
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  seed: z.int().nonnegative(),
});
