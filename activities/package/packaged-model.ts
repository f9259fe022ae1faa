import { z } from 'zod';
import { RunPlace } from '../data/run-place.ts';

const TensorSignature = z.object({
  name: z.string(),
  datatype: z.enum(['FP32', 'INT64', 'BYTES']),
  shape: z.array(z.int()),
});

/** Inputs and outputs in Open Inference Protocol words; -1 is a free dimension. */
export const Signature = z.object({
  inputs: z.array(TensorSignature),
  outputs: z.array(TensorSignature),
});

/** A tensor with its values, as the Open Inference Protocol writes it. */
export const TensorValue = TensorSignature.extend({
  data: z.array(z.union([z.number(), z.string()])),
});
export interface TensorValue extends z.output<typeof TensorValue> {}

/** A few rows and the answer they must get, for smoke tests wherever the model is loaded. */
export const Smoke = z.object({
  inputs: z.array(TensorValue),
  outputs: z.array(TensorValue),
});
export interface Smoke extends z.output<typeof Smoke> {}

/** Which input tensor a column of the data goes into; numbers share one, in this order. */
export const ModelColumn = z.object({
  column: z.string(),
  type: z.enum(['number', 'text']),
  tensor: z.string(),
});

/** The folder of a model: the ONNX file and what belongs to it, under one prefix. */
export const ModelPackage = z.object({
  prefix: z.string(),
  /** Of the list of files, which is `manifest.json`. */
  sha256: z.string(),
  files: z.array(z.object({ name: z.string(), sha256: z.string(), size: z.int() })),
});

/** An ONNX file that was checked against its trainer, with what others need to use it. */
export const PackagedModel = z.object({
  /** Name under which it is to be registered. */
  name: z.string(),
  task: z.enum(['classification', 'regression', 'clustering', 'outlier_detection']),
  kind: z.string(),
  candidate: z.string(),
  /** The task that wrote and checked it. */
  by: RunPlace.optional(),
  /** Of the ONNX file, `model.onnx` in the package. */
  objectKey: z.string(),
  sha256: z.string(),
  size: z.int(),
  package: ModelPackage,
  signature: Signature,
  inputs: z.array(ModelColumn),
  /** Names of the inputs' columns. */
  columns: z.array(z.string()),
  classes: z.array(z.union([z.number(), z.string()])),
  check: z.object({
    rows: z.int(),
    /** Largest difference of a share, score or value between trainer and ONNX runtime. */
    maxDifference: z.number(),
    tolerance: z.number(),
    /** Rows whose label differs. */
    labelMismatches: z.int(),
  }),
  smoke: Smoke,
  /** Of a model in 8-bit weights: the one it was made of, and what that cost. */
  quantized: z
    .object({
      sha256: z.string(),
      /** Bytes of the file, of those before. */
      sizeRatio: z.number(),
      metric: z.string(),
      before: z.number(),
      after: z.number(),
      /** How much worse; below 0 when it got better. */
      delta: z.number(),
      maxDelta: z.number(),
      rows: z.int(),
    })
    .optional(),
});
export interface PackagedModel extends z.output<typeof PackagedModel> {}
