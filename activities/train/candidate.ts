import { z } from 'zod';
import { DatasetRef, FileRef } from '../data/dataset-ref.ts';
import { Scaler } from '../scale/fit-scaler.ts';

/** A trained model that may become a version, with how it did on the validation part. */
export const Candidate = z.object({
  /** The task instance that trained it. */
  name: z.string(),
  kind: z.enum(['logistic', 'forest', 'neural_net']),
  /** The classifier as the trainer keeps it. */
  model: FileRef,
  features: z.int(),
  classes: z.array(z.int()),
  trainedOn: z.object({ sha256: z.string(), rows: z.int() }),
  validation: z.object({ accuracy: z.number(), macroF1: z.number(), rows: z.int() }),
  /** What it was trained with. */
  settings: z.record(z.string(), z.unknown()),
  device: z.object({ name: z.string(), backend: z.string() }),
  seconds: z.number(),
});
export interface Candidate extends z.output<typeof Candidate> {}

/** What every training task takes. */
export const TrainingInput = z.object({
  train: DatasetRef,
  /** Chooses between candidates; never the holdout. */
  validation: DatasetRef,
  scaler: Scaler,
  label: z.string().default('label'),
});
export interface TrainingInput extends z.output<typeof TrainingInput> {}
