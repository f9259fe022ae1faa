import { z } from 'zod';

const learningRate = z.number().positive();
const share = z.number().min(0).lt(1);
const adam = {
  learningRate,
  beta1: share.exactOptional(),
  beta2: share.exactOptional(),
  epsilon: z.number().positive().exactOptional(),
};

/** See `OptimizerSpec`. */
export const Optimizer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sgd'),
    learningRate,
    momentum: share.exactOptional(),
    nesterov: z.boolean().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('adam'), ...adam }),
  z.strictObject({
    kind: z.literal('adamw'),
    ...adam,
    weightDecay: z.number().nonnegative().exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('rmsprop'),
    learningRate,
    rho: share.exactOptional(),
    epsilon: z.number().positive().exactOptional(),
  }),
]);

const factor = z.number().positive().max(1);
const floor = z.number().min(0).max(1).exactOptional();

/** See `ScheduleSpec`. */
export const Schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  z.strictObject({ kind: z.literal('exponential'), factor }),
  z.strictObject({ kind: z.literal('step'), every: z.int().positive(), factor }),
  z.strictObject({
    kind: z.literal('cosine'),
    warmUp: z.number().nonnegative().exactOptional(),
    floor,
  }),
  z.strictObject({
    kind: z.literal('plateau'),
    factor,
    patience: z.int().nonnegative(),
    minDelta: z.number().nonnegative().exactOptional(),
    floor,
  }),
]);
