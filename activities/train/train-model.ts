import type { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import { EstimatorSpec } from '../fit/estimator-spec.ts';
import { fitEstimator } from '../fit/fit-estimator.ts';
import { watchFit } from '../fit/learning-curve.ts';
import { tellTrial, TrialInput } from '../tune/tell-trial.ts';
import { Candidate, TrainingInput } from './candidate.ts';
import { finishCandidate } from './finish-candidate.ts';
import { readTrainingData } from './training-data.ts';

/** Where classical models compute, for the record. */
export const OWN_DEVICE = { name: 'cpu', backend: 'typed arrays' } as const;

/**
 * Trains a classical model that is declared as data, its preprocessing fitted on the training part
 * alone. A forest keeps a checkpoint every 50 trees, boosting every 50 rounds or 10 seconds. Boosting
 * is measured on its way: its curves are in the evaluation's report, and as a trial of a study it may
 * be pruned; all else runs to its end.
 */
export const trainModel = task({
  name: 'train_model',
  queue: 'cpu',
  isolation: 'process',
  timeout: '2h',
  retries: 1,
  input: TrainingInput.extend({ estimator: EstimatorSpec, ...TrialInput.shape }),
  output: Candidate,
  run: ({ estimator, trial, trialMetric, ...input }, ctx) =>
    trainCandidate(ctx, input, estimator, { trial, trialMetric }),
});

/** What `trainModel` and its shorter words do. */
export async function trainCandidate(
  ctx: TaskContext,
  input: TrainingInput,
  spec: z.output<typeof EstimatorSpec>,
  trial: TrialInput = {},
): Promise<Candidate> {
  const data = await readTrainingData(ctx, input, spec.kind);
  const since = performance.now();
  const { kind, ...settings } = spec;
  const watch = watchFit(tellTrial(ctx, trial));
  const { of, train, validation } = data;
  const { estimator, facts } = await fitEstimator(ctx, spec, {
    ...{ ...train, validation, of, watch },
  }).catch((error: unknown) => {
    // Data or settings that cannot be learned from will not be at the next try either.
    if (!(error instanceof RangeError)) throw error;
    return ctx.fail(error.message, { retry: false });
  });
  return finishCandidate(ctx, {
    ...{ kind, estimator, input, data, since, device: OWN_DEVICE },
    settings: { ...settings, ...facts },
    curve: { unit: 'round', points: watch.points },
  });
}
