import { SCORE_NAMES, scoreByName, type ScoreInput } from '../../ml/metrics/score-by-name.ts';
import type { Prediction } from '../../ml/model/model.ts';
import type { Target } from '../fit/target.ts';

/** What a score looks at, of a prediction and the truth. */
export function scoreInputOf(prediction: Prediction, target: Target): ScoreInput {
  if (prediction.task === 'classification' && target.task === 'classification') {
    const { labels: predicted, probabilities } = prediction;
    return { truth: target.labels, predicted, probabilities, classes: target.classes.length };
  }
  if (prediction.task === 'regression' && target.task === 'regression') {
    return { truth: target.values, predicted: prediction.values };
  }
  throw new RangeError(`A model for ${prediction.task} cannot be judged by a ${target.task}.`);
}

/**
 * All scores of the task by name. Those that are not defined for the rows, such as the area under
 * the curve of one class, or the F1 of a class among more than two, are left out.
 */
export function measure(prediction: Prediction, target: Target): Record<string, number> {
  const input = scoreInputOf(prediction, target);
  const measured: Record<string, number> = {};
  for (const name of SCORE_NAMES) {
    const score = scoreByName(name);
    if (score.task !== target.task) continue;
    const value = valueOf(() => score.compute(input));
    if (Number.isFinite(value)) measured[name] = value;
  }
  return measured;
}

function valueOf(compute: () => number): number {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return NaN;
    throw error;
  }
}
