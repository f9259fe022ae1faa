import { z } from 'zod';

const TensorSignature = z.object({
  name: z.string(),
  datatype: z.enum(['FP32', 'INT64']),
  shape: z.array(z.int()),
});

/** Inputs and outputs in Open Inference Protocol words; -1 is a free dimension. */
export const Signature = z.object({
  inputs: z.array(TensorSignature),
  outputs: z.array(TensorSignature),
});

/** An ONNX file that was checked against its trainer. */
export const PackagedModel = z.object({
  /** Name under which it is to be registered. */
  name: z.string(),
  kind: z.string(),
  candidate: z.string(),
  objectKey: z.string(),
  sha256: z.string(),
  size: z.int(),
  signature: Signature,
  columns: z.array(z.string()),
  classes: z.array(z.int()),
  check: z.object({
    rows: z.int(),
    /** Largest difference of a probability between trainer and ONNX runtime. */
    maxDifference: z.number(),
    tolerance: z.number(),
    /** Rows whose label differs. */
    labelMismatches: z.int(),
  }),
  /** One row and the answer it must get, for smoke tests wherever the model is loaded. */
  smoke: z.object({ features: z.array(z.number()), label: z.int() }),
});
export interface PackagedModel extends z.output<typeof PackagedModel> {}
