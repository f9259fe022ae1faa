import { z } from 'zod';
import { MonitoredMetric } from '../tune/tell-trial.ts';
import { Layer, PenaltySchema } from './layer-spec-schema.ts';
import { Optimizer, Schedule } from './optimizer-spec-schema.ts';

const Objective = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('classification'),
    labelSmoothing: z.number().min(0).lt(1).exactOptional(),
    classWeights: z
      .union([z.literal('balanced'), z.array(z.number().nonnegative()).min(2)])
      .exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('regression'),
    loss: z.enum(['mse', 'mae', 'huber']).exactOptional(),
    delta: z.number().positive().exactOptional(),
  }),
]);

const Augment = z.strictObject({
  shift: z.number().nonnegative().exactOptional(),
  flip: z.enum(['horizontal', 'vertical', 'both']).exactOptional(),
  rotate: z.number().min(0).max(180).exactOptional(),
  scale: z.number().min(0).lt(1).exactOptional(),
  noise: z.number().nonnegative().exactOptional(),
});

/** A network and its training as data; the fields are explained where `NetworkSpec` is. */
export const NetworkSpecSchema = z.strictObject({
  input: z.array(z.int().positive()).min(1).max(3),
  layers: z.array(Layer).max(500),
  objective: Objective.exactOptional(),
  optimizer: Optimizer,
  schedule: Schedule.exactOptional(),
  clip: z
    .strictObject({ by: z.enum(['norm', 'value']), limit: z.number().positive() })
    .exactOptional(),
  penalty: PenaltySchema.exactOptional(),
  augment: Augment.exactOptional(),
  earlyStopping: z
    .strictObject({
      monitor: MonitoredMetric.exactOptional(),
      patience: z.int().positive(),
      minDelta: z.number().nonnegative().exactOptional(),
      restoreBest: z.boolean().exactOptional(),
    })
    .exactOptional(),
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  seed: z.int().nonnegative(),
});
