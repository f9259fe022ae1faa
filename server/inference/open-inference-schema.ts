import { z } from 'zod';

/** The parts of Open Inference Protocol v2 that travel as JSON. */
const Parameters = z.record(z.string().max(100), z.union([z.string(), z.number(), z.boolean()]));

export const InferRequest = z.strictObject({
  id: z.string().max(200).optional(),
  parameters: Parameters.optional(),
  inputs: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(1_000),
        shape: z.array(z.int().min(0)).max(16),
        datatype: z.string().max(20),
        parameters: Parameters.optional(),
        // Elements are checked once, while they are copied into the tensor.
        data: z.custom<readonly unknown[]>((value) => Array.isArray(value), 'Expected a list'),
      }),
    )
    .min(1)
    .max(1_000),
  outputs: z
    .array(z.strictObject({ name: z.string().max(1_000), parameters: Parameters.optional() }))
    .max(1_000)
    .optional(),
});

const Tensors = z.array(
  z.strictObject({ name: z.string(), datatype: z.string(), shape: z.array(z.int()) }),
);

export const ModelMetadata = z.strictObject({
  name: z.string(),
  versions: z.array(z.string()),
  platform: z.string(),
  inputs: Tensors,
  outputs: Tensors,
});

export const ServerMetadata = z.strictObject({
  name: z.string(),
  version: z.string(),
  extensions: z.array(z.string()),
});
