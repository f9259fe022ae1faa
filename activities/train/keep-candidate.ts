import type { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import { encodeModel } from '../../ml/model/model-file.ts';
import type { Model } from '../../ml/model/model.ts';
import { sha256Of } from '../data/content.ts';
import type { DatasetRef } from '../data/dataset-ref.ts';
import { writeFile } from '../data/dataset-store.ts';
import { placeOf } from '../data/run-place.ts';
import type { LearningCurve } from '../fit/learning-curve.ts';
import { servicesOf } from '../services.ts';
import type { Candidate } from './candidate.ts';
import { flattened } from './flattened.ts';
import { prefixed } from './prefixed.ts';

interface Trained {
  readonly model: Model;
  /** What the author calls it; a single tree is kept as a forest of one. */
  readonly kind: string;
  readonly target: string | null;
  readonly train: DatasetRef;
  readonly validation: DatasetRef;
  /** On the validation part. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly settings: Candidate['settings'];
  readonly device: z.output<typeof Candidate>['device'];
  readonly curve?: LearningCurve;
  /** When training began, as `performance.now()` told. */
  readonly since: number;
}

/** Keeps a trained model as a candidate, and tracks what it was trained with and how it does. */
export async function keepCandidate(ctx: TaskContext, trained: Trained): Promise<Candidate> {
  const { model, kind, target, train, validation, metrics, settings, device, curve } = trained;
  const seconds = Math.round(performance.now() - trained.since) / 1000;
  ctx.log.info(`Trained ${kind} in ${seconds} s.`, { device, metrics });
  ctx.track.params({ kind, target: target ?? '–', train: train.sha256, ...flattened(settings) });
  ctx.track.metrics({ ...prefixed('validation', metrics), seconds });
  ctx.track.tags({ 'perdure.device': device.name, 'perdure.backend': device.backend });
  const learning =
    curve === undefined || curve.points.length === 0
      ? {}
      : { learning: await writeFile(ctx, JSON.stringify(curve), 'learning-curve.json') };
  return {
    ...{ name: servicesOf(ctx).instance.path, task: model.task, kind, target },
    model: await writeFile(ctx, encodeModel(model), 'model.json'),
    pipeline: {
      sha256: sha256Of(JSON.stringify(model.pipeline)),
      features: model.pipeline.features.length,
    },
    classes: [...model.classes],
    trainedOn: { sha256: train.sha256, rows: train.rows },
    validation: { sha256: validation.sha256, rows: validation.rows, metrics: { ...metrics } },
    ...{ settings, device: { ...device }, seconds, trackingRun: ctx.track.runId },
    ...{ by: placeOf(ctx), ...learning },
  };
}
