import { task, type TaskContext } from '../../dsl/index.ts';
import { outputsFor, type NetworkData } from '../../ml/neural/network-data.ts';
import { planNetwork } from '../../ml/neural/network-plan.ts';
import type { NetworkSpec } from '../../ml/neural/network-spec.ts';
import type { NeuralNetwork } from '../../ml/neural/neural-network.ts';
import type { BatchShare } from '../../ml/neural/shared-batch.ts';
import { sha256Of } from '../data/content.ts';
import { watchFit, type FitWatch } from '../fit/learning-curve.ts';
import { tellTrial, TrialInput } from '../tune/tell-trial.ts';
import { Candidate, TrainingInput } from './candidate.ts';
import { finishCandidate } from './finish-candidate.ts';
import { NetworkSpecSchema } from './network-spec-schema.ts';
import { networkProgress } from './network-progress.ts';
import { startBackend } from './start-backend.ts';
import { readTrainingData, type TrainingData, type TrainingPart } from './training-data.ts';

/**
 * Trains a neural net that is declared as data. After each epoch, and every minute of a longer one,
 * it tells its loss and keeps the whole state of training; a new attempt, on any machine, goes on
 * from there, and on the same backend ends with the same weights as training that never stopped.
 * The validation part is measured after each epoch and decides when early stopping ends it. As a
 * trial of a study it tells each epoch to the study's pruner.
 */
export const trainNeuralNet = task({
  name: 'train_neural_net',
  queue: 'gpu',
  resources: { gpu: 1 },
  isolation: 'process',
  retries: 2,
  retryDelay: '5s',
  timeout: '6h',
  heartbeatTimeout: '30s',
  input: TrainingInput.extend({ network: NetworkSpecSchema, ...TrialInput.shape }),
  output: Candidate,
  run: ({ network, trial, trialMetric, ...input }, ctx) =>
    trainNetworkCandidate(ctx, input, network, { trial: { trial, trialMetric } }),
});

interface NetworkTraining {
  /** How batches are shared with other ranks, by the hash of network and data. */
  readonly share?: (of: string) => BatchShare;
  /** The trial that it is, if any. */
  readonly trial?: TrialInput;
}

/** What `trainNeuralNet` does, and each rank of distributed training. */
export async function trainNetworkCandidate(
  ctx: TaskContext,
  input: TrainingInput,
  network: NetworkSpec,
  { share, trial = {} }: NetworkTraining = {},
): Promise<Candidate> {
  const spec = forTask(ctx, network, input.task);
  const data = await readTrainingData(ctx, input, 'neural_net');
  const since = performance.now();
  const watch = watchFit(tellTrial(ctx, trial));
  const training = train(ctx, spec, data, { watch, share });
  const { device, trained, facts } = await training.catch((error: unknown) => {
    // A network that does not fit its data, or runs off, does so at the next try too.
    const last = error instanceof RangeError || hasCode(error, 'TRAINING_DIVERGED');
    if (!last || !(error instanceof Error)) throw error;
    return ctx.fail(error.message, { retry: false });
  });
  return finishCandidate(ctx, {
    ...{ kind: 'neural_net', input, data, since, device },
    settings: { network: spec, ...facts },
    curve: { unit: 'epoch', points: watch.points },
    estimator: { kind: 'neural_net', network: trained },
  });
}

interface Trained {
  readonly device: { readonly name: string; readonly backend: string };
  readonly trained: NeuralNetwork;
  readonly facts: Readonly<Record<string, number>>;
}

async function train(
  ctx: TaskContext,
  spec: NetworkSpec,
  data: TrainingData,
  {
    watch,
    share,
  }: { readonly watch: FitWatch; readonly share: NetworkTraining['share'] | undefined },
): Promise<Trained> {
  const rows = rowsOf(data.train);
  const layers = planNetwork(spec, outputsFor(rows, spec));
  const device = await startBackend(ctx, { layers, batchSize: spec.batchSize });
  // Loaded only here: tfjs takes longer to load than most dags.
  const { trainNetwork } = await import('../../ml/neural/train-network.ts');
  const of = sha256Of(JSON.stringify([spec, data.of]));
  const progress = networkProgress(ctx, watch, { of, backend: device.backend });
  const resume = await progress.load();
  const trained = await trainNetwork(rows, spec, {
    ...(resume === undefined ? {} : { resume }),
    ...(share === undefined ? {} : { share: share(of) }),
    ...{ validation: rowsOf(data.validation), signal: ctx.signal },
    ...{ onEpoch: progress.onEpoch, onBatch: progress.onBatch },
  });
  return { device, trained, facts: progress.facts() };
}

/** The network with the objective that the task asks for. */
function forTask(ctx: TaskContext, spec: NetworkSpec, task: Candidate['task']): NetworkSpec {
  const asked = task === 'regression' ? 'regression' : 'classification';
  const given = spec.objective?.kind ?? asked;
  if (given !== asked) {
    return ctx.fail(`The network's objective is ${given}, the task's is ${asked}.`, {
      retry: false,
    });
  }
  return spec.objective === undefined && asked === 'regression'
    ? { ...spec, objective: { kind: 'regression' } }
    : spec;
}

/** A part as a network learns from it. */
function rowsOf({ features, target }: TrainingPart): NetworkData {
  return target.task === 'regression'
    ? { features, values: target.values }
    : { features, labels: target.labels, classes: target.classes };
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && Reflect.get(error, 'code') === code;
