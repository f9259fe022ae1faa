import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import { fromTypedJson, toTypedJson } from '../../ml/model/typed-json.ts';
import type { TrainingState } from '../../ml/neural/training-state.ts';
import { standardize } from '../../ml/preprocess/standard-scaler.ts';
import { sha256Of } from '../data/content.ts';
import { Candidate, TrainingInput } from './candidate.ts';
import { finishCandidate } from './finish-candidate.ts';
import { NetworkSpecSchema } from './network-spec-schema.ts';
import { startBackend } from './start-backend.ts';
import { readTrainingData } from './training-data.ts';

/** `backend`: what computed the state; another one may go on with it. */
const Progress = z.object({ of: z.string(), state: z.string(), backend: z.string().optional() });

/**
 * Trains a neural net that is declared as data. After each epoch it tells its loss and keeps the
 * whole state of training; a new attempt, on any machine, goes on from there, and on the same
 * backend ends with the same weights as training that never stopped.
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
  input: TrainingInput.extend({ network: NetworkSpecSchema }),
  output: Candidate,
  run: async ({ network: spec, ...input }, ctx) => {
    const data = await readTrainingData(ctx, input);
    const device = await startBackend(ctx);
    const since = performance.now();
    const { trainNetwork } = await import('../../ml/neural/train-network.ts');
    const { columns, mean, scale } = input.scaler;
    const scaled = { ...data.train, features: standardize(data.train.features, { mean, scale }) };
    const of = sha256Of(JSON.stringify([spec, input.train.sha256, input.scaler]));
    const resume = await loadState(ctx, of, device.backend);
    const network = await trainNetwork(scaled, spec, {
      ...(resume === undefined ? {} : { resume }),
      signal: ctx.signal,
      onEpoch: async ({ epoch, epochs, loss, state }) => {
        ctx.log.info(`Epoch ${epoch} of ${epochs}: loss ${loss.toFixed(4)}.`, { epoch, loss });
        ctx.heartbeat({ epoch, epochs, loss });
        await ctx.checkpoint.save({ of, state: toTypedJson(state), backend: device.backend });
      },
    });
    const { classes } = data.train;
    return finishCandidate(ctx, {
      ...{ input, data, since, device, settings: { network: spec } },
      classifier: { kind: 'neural_net', columns, classes, scaler: { mean, scale }, network },
    });
  },
});

async function loadState(
  ctx: TaskContext,
  of: string,
  backend: string,
): Promise<TrainingState | undefined> {
  const progress = await ctx.checkpoint.load(Progress);
  if (progress?.of !== of) return undefined;
  // Saved by this task for the same data and network, above as `state`.
  const state = fromTypedJson(progress.state) as TrainingState;
  const by = progress.backend ?? backend;
  const change = by === backend ? '' : `, which ${by} has computed, on ${backend}`;
  ctx.log.info(`Going on behind epoch ${state.epoch} of an earlier attempt${change}.`);
  return state;
}
