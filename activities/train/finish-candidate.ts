import type { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import { classificationMetrics } from '../../ml/metrics/classification-metrics.ts';
import { classProbabilities, likeliest, type Classifier } from '../../ml/model/classifier.ts';
import { encodeClassifier } from '../../ml/model/classifier-file.ts';
import { writeFile } from '../data/dataset-store.ts';
import { servicesOf } from '../services.ts';
import type { Candidate, TrainingInput } from './candidate.ts';
import type { TrainingData } from './training-data.ts';

interface Finished {
  readonly classifier: Classifier;
  readonly input: TrainingInput;
  readonly data: TrainingData;
  readonly settings: Candidate['settings'];
  readonly device: z.output<typeof Candidate>['device'];
  /** When training began, as `performance.now()` told. */
  readonly since: number;
}

/** Measures a trained classifier on the validation part and keeps it. */
export async function finishCandidate(ctx: TaskContext, finished: Finished): Promise<Candidate> {
  const { classifier, input, data, settings, device } = finished;
  const seconds = Math.round(performance.now() - finished.since) / 1000;
  const { features, labels, classes } = data.validation;
  const probabilities = await classProbabilities(classifier, features);
  const predicted = likeliest(probabilities, classes.length);
  const scores = classificationMetrics(labels, predicted, classes);
  ctx.log.info(
    `Trained ${classifier.kind} in ${seconds} s; validation accuracy ${scores.accuracy.toFixed(4)}.`,
    { device, accuracy: scores.accuracy, macroF1: scores.macro.f1 },
  );
  return {
    name: servicesOf(ctx).instance.path,
    kind: classifier.kind,
    model: await writeFile(ctx, encodeClassifier(classifier), 'classifier.json'),
    features: classifier.columns.length,
    classes: [...classes],
    trainedOn: { sha256: input.train.sha256, rows: input.train.rows },
    validation: { accuracy: scores.accuracy, macroF1: scores.macro.f1, rows: labels.length },
    settings,
    device: { ...device },
    seconds,
  };
}
