import { z } from 'zod';
import { DatasetRef, FileRef } from '../data/dataset-ref.ts';
import { RunPlace } from '../data/run-place.ts';
import { Preprocess } from '../fit/pipeline-spec.ts';

/** Values of a metric by its name. */
export const Metrics = z.record(z.string(), z.number());

/** A trained model that may become a version, with how it did on the validation part. */
export const Candidate = z.object({
  /** The task instance that trained it. */
  name: z.string(),
  task: z.enum(['classification', 'regression', 'clustering', 'outlier_detection']),
  /** What was fitted: `logistic`, `boosting`, `neural_net`, … */
  kind: z.string(),
  /** The model with its preprocessing, as `encodeModel` writes it. */
  model: FileRef,
  /** What it predicts; null where there is no target. */
  target: z.string().nullable(),
  /** The fitted preprocessing, and the columns behind it. */
  pipeline: z.object({ sha256: z.string(), features: z.int() }),
  classes: z.array(z.union([z.number(), z.string()])),
  trainedOn: z.object({ sha256: z.string(), rows: z.int() }),
  validation: z.object({ sha256: z.string(), rows: z.int(), metrics: Metrics }),
  /** What it was trained with. */
  settings: z.record(z.string(), z.unknown()),
  device: z.object({ name: z.string(), backend: z.string() }),
  seconds: z.number(),
  /** Its run in tracking. */
  trackingRun: z.string(),
  /** How training went, as a `LearningCurve`; for what is trained in epochs or rounds. */
  learning: FileRef.optional(),
  by: RunPlace,
});
export interface Candidate extends z.output<typeof Candidate> {}

/** What every training task takes. */
export const TrainingInput = z.object({
  task: z.enum(['classification', 'regression']).default('classification'),
  train: DatasetRef,
  /** Chooses between candidates; never the holdout. */
  validation: DatasetRef,
  target: z.string().default('label'),
  /** Fitted inside the task, on the training part alone. */
  preprocess: Preprocess.default({}),
});
export interface TrainingInput extends z.output<typeof TrainingInput> {}
