import { z } from 'zod';
import { ACTIVATIONS } from '../../ml/neural/activation.ts';

const count = z.int().positive();
const sides = z.union([count, z.tuple([count, count]).readonly()]);
const activation = z.enum(ACTIVATIONS);
const padding = z.enum(['same', 'valid']);

/** See `Penalty`. */
export const PenaltySchema = z.strictObject({
  l1: z.number().nonnegative().exactOptional(),
  l2: z.number().nonnegative().exactOptional(),
});
const penalty = PenaltySchema.exactOptional();

const window = {
  kernel: sides,
  dilation: sides.exactOptional(),
  padding,
  activation,
  penalty,
};
const pool = {
  size: sides,
  stride: sides.exactOptional(),
  padding: padding.exactOptional(),
};
const recurrent = {
  units: count,
  returns: z.enum(['last', 'all']).exactOptional(),
  penalty,
};
const epsilon = z.number().positive().exactOptional();

/** See `LayerSpec`. */
export const Layer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dense'), units: count, activation, penalty }),
  z.strictObject({
    kind: z.literal('conv2d'),
    filters: count,
    stride: sides.exactOptional(),
    ...window,
  }),
  z.strictObject({
    kind: z.literal('depthwise_conv2d'),
    multiplier: count.exactOptional(),
    stride: count.exactOptional(),
    ...window,
  }),
  z.strictObject({ kind: z.literal('max_pool'), ...pool }),
  z.strictObject({ kind: z.literal('average_pool'), ...pool }),
  z.strictObject({ kind: z.literal('global_average_pool') }),
  z.strictObject({ kind: z.literal('flatten') }),
  z.strictObject({ kind: z.literal('reshape'), shape: z.array(count).min(1).max(3) }),
  z.strictObject({ kind: z.literal('dropout'), rate: z.number().min(0).lt(1) }),
  z.strictObject({ kind: z.literal('activation'), activation }),
  z.strictObject({
    kind: z.literal('batch_norm'),
    momentum: z.number().min(0).lt(1).exactOptional(),
    epsilon,
  }),
  z.strictObject({ kind: z.literal('layer_norm'), epsilon }),
  z.strictObject({
    kind: z.literal('embedding'),
    vocabulary: count,
    dimension: count,
    penalty,
  }),
  z.strictObject({ kind: z.literal('simple_rnn'), ...recurrent }),
  z.strictObject({ kind: z.literal('lstm'), ...recurrent }),
  z.strictObject({ kind: z.literal('gru'), ...recurrent }),
  z.strictObject({
    kind: z.literal('add'),
    from: z.int().min(-1),
    activation: activation.exactOptional(),
  }),
]);
