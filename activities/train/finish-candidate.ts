import type { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import type { Estimator } from '../../ml/model/estimator.ts';
import type { Model } from '../../ml/model/model.ts';
import { predictMatrix } from '../../ml/model/predict.ts';
import { measure } from '../evaluate/measure.ts';
import type { LearningCurve } from '../fit/learning-curve.ts';
import { classesOf } from '../fit/target.ts';
import type { Candidate, TrainingInput } from './candidate.ts';
import { keepCandidate } from './keep-candidate.ts';
import type { TrainingData } from './training-data.ts';

interface Finished {
  /** What the author calls it; a single tree is kept as a forest of one. */
  readonly kind: string;
  readonly estimator: Estimator;
  readonly input: TrainingInput;
  readonly data: TrainingData;
  readonly settings: Candidate['settings'];
  readonly device: z.output<typeof Candidate>['device'];
  /** How training went; without points it is not kept. */
  readonly curve: LearningCurve;
  /** When training began, as `performance.now()` told. */
  readonly since: number;
}

/** Measures what was fitted on the validation part and keeps it with its preprocessing. */
export async function finishCandidate(ctx: TaskContext, finished: Finished): Promise<Candidate> {
  const { kind, estimator, input, data, settings, device, since, curve } = finished;
  const { task, target, train, validation } = input;
  const classes = classesOf(data.train.target);
  const model: Model = { task, pipeline: data.pipeline, classes, estimator };
  const prediction = await predictMatrix(model, data.validation.features);
  const metrics = measure(prediction, data.validation.target);
  return keepCandidate(ctx, {
    ...{ model, kind, target, train, validation, metrics, settings, device, since, curve },
  });
}
