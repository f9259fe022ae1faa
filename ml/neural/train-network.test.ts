import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { likeliest } from '../model/likeliest.ts';
import { fromTypedJson, toTypedJson } from '../model/typed-json.ts';
import { r2Score } from '../metrics/regression-scores.ts';
import { clouds, freshClouds, freshSums, sums, TEST_NETWORKS } from '../testing/test-networks.ts';
import type { BackendName } from './backend-name.ts';
import { chooseBackend } from './backend.ts';
import type { NetworkData } from './network-data.ts';
import { networkProbabilities, networkValues } from './network-probabilities.ts';
import type { NetworkSpec } from './network-spec.ts';
import { trainNetwork } from './train-network.ts';
import type { TrainOptions } from './training-plan.ts';
import type { TrainingState } from './training-state.ts';

const BACKEND = process.env['PERDURE_TEST_BACKENDS'] ?? 'wasm';
const useBackend = (backend: string): ReturnType<typeof chooseBackend> =>
  chooseBackend({
    device: backend === 'webgpu' ? 'gpu' : 'cpu',
    backends: [backend as BackendName], // named by whoever runs this
  });
const written = (state: TrainingState): string => toTypedJson(state);
// Written by the line above.
const read = (text: string | undefined): TrainingState =>
  fromTypedJson(text ?? '') as TrainingState;

/** What is kept of every epoch. */
async function statesOf(
  spec: NetworkSpec,
  options: TrainOptions = {},
  data: NetworkData = clouds,
): Promise<string[]> {
  const states: string[] = [];
  await trainNetwork(data, spec, {
    ...options,
    onEpoch: ({ state }) => void states.push(written(state)),
  });
  return states;
}

beforeAll(async () => {
  expect(await useBackend(BACKEND)).toMatchObject({ backend: BACKEND, refused: [] });
});

describe.each(Object.entries(TEST_NETWORKS))('a %s network', (name, spec) => {
  it('learns to tell classes apart on rows it never saw', async () => {
    const network = await trainNetwork(clouds, spec);
    const probabilities = await networkProbabilities(network, freshClouds.features);
    const predicted = likeliest(probabilities, 3);
    const hits = predicted.filter((label, row) => label === freshClouds.labels[row]).length;
    expect(hits / freshClouds.labels.length).toBeGreaterThan(0.8);
  });

  it('ends with the same bits when it stops after any epoch and goes on (N1)', async () => {
    const states = await statesOf(spec, { validation: freshClouds });
    expect(states).toHaveLength(spec.epochs);
    for (const stopped of [0, spec.epochs - 2]) {
      const resume = read(states[stopped]);
      const rest = await statesOf(spec, { resume, validation: freshClouds });
      expect(rest).toEqual(states.slice(stopped + 1));
    }
  });

  it('ends with the same bits when it stops within an epoch and goes on (N1)', async () => {
    const states = await statesOf(spec);
    const kept: string[] = [];
    const stop = new AbortController();
    const onBatch: TrainOptions['onBatch'] = ({ epoch, batch, state }) => {
      if (epoch !== 2 || batch !== 3) return;
      kept.push(written(state()));
      stop.abort(new Error('killed'));
    };
    await expect(statesOf(spec, { onBatch, signal: stop.signal })).rejects.toThrow('killed');
    expect(await statesOf(spec, { resume: read(kept[0]) })).toEqual(states.slice(1));
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const network = await trainNetwork(clouds, { ...spec, epochs: 1 }, { validation: freshClouds });
    await networkProbabilities(network, clouds.features);
    expect(tf.memory().numTensors, name).toBe(before);
  });
});

describe('another backend', () => {
  const other = BACKEND === 'cpu' ? 'wasm' : 'cpu';
  const { dense, recurrent } = TEST_NETWORKS;
  it.each([
    ['dense', dense],
    ['recurrent', recurrent],
  ])('goes on with a %s network and ends within 1e-6 of its weights (N6)', async (_, spec) => {
    await useBackend(BACKEND);
    const states = await statesOf(spec);
    await useBackend(other);
    const resume = read(states[1]);
    const rest = await statesOf(spec, { resume });
    await useBackend(BACKEND);
    const [wanted, found] = [read(states.at(-1)), read(rest.at(-1))];
    wanted.weights.forEach((weights, index) => {
      const moved = weights.map((weight, at) =>
        Math.abs(weight - (found.weights[index]?.[at] ?? NaN)),
      );
      expect(Math.max(...moved)).toBeLessThan(1e-6);
    });
    expect(written(resume)).toBe(states[1]); // what is gone on from is not touched
  });
});

describe('training', () => {
  const { dense } = TEST_NETWORKS;
  beforeAll(() => useBackend(BACKEND));

  it('gives the same bytes twice from one seed, and others from another (N12)', async () => {
    const bytes = async (seed: number): Promise<string> =>
      toTypedJson(await trainNetwork(clouds, { ...TEST_NETWORKS.convolution, epochs: 2, seed }));
    expect(await bytes(3)).toBe(await bytes(3));
    expect(await bytes(3)).not.toBe((await bytes(4)).replace('"seed":4', '"seed":3'));
  });

  it('predicts numbers in the unit of the target', async () => {
    const spec: NetworkSpec = { ...dense, objective: { kind: 'regression' }, epochs: 30 };
    const reports: (number | undefined)[] = [];
    const network = await trainNetwork(sums, spec, {
      validation: freshSums,
      onEpoch: ({ validation }) => void reports.push(validation?.['r2']),
    });
    const values = await networkValues(network, freshSums.features);
    const r2 = r2Score(freshSums.values, values);
    expect(r2).toBeGreaterThan(0.9);
    expect(reports.at(-1)).toBeCloseTo(r2, 5);
  });

  it('stops when the validation loss no longer falls and gives the best epoch back', async () => {
    const watched: NetworkSpec = {
      ...{ ...dense, optimizer: { kind: 'sgd', learningRate: 0.2 }, epochs: 40 },
      earlyStopping: { patience: 2 },
    };
    // Labels that are wrong: the better the network learns its own, the worse it does on these.
    const labels = freshClouds.labels.map((label) => (label + 1) % 3);
    const validation = { ...freshClouds, labels };
    const losses: number[] = [];
    let best: readonly Float32Array[] = [];
    const network = await trainNetwork(clouds, watched, {
      validation,
      onEpoch: ({ validation: metrics, state }) => {
        const loss = metrics?.['loss'] ?? NaN;
        if (loss < Math.min(...losses)) best = state.weights;
        losses.push(loss);
      },
    });
    const lowest = losses.indexOf(Math.min(...losses));
    expect(losses.length).toBeLessThan(watched.epochs);
    expect(losses).toHaveLength(lowest + 3);
    expect(network.weights).toEqual(best);
    const unwatched = trainNetwork(clouds, watched);
    await expect(unwatched).rejects.toThrow('Early stopping watches a validation part');
  });

  it('weighs rare classes up when they are to be balanced', async () => {
    const labels = clouds.labels.map((label) => (label === 0 ? 0 : 1));
    const rare = { features: clouds.features, labels, classes: [0, 1] };
    const spec = { ...dense, epochs: 1, layers: [] };
    const share = async (classWeights: readonly number[]): Promise<number> => {
      const objective = { kind: 'classification', classWeights } as const;
      const network = await trainNetwork(rare, { ...spec, objective });
      const probabilities = await networkProbabilities(network, rare.features);
      return probabilities.filter((_, at) => at % 2 === 0).reduce((sum, p) => sum + p, 0);
    };
    expect(await share([5, 1])).toBeGreaterThan(await share([1, 1]));
    await expect(share([1, 1, 1])).rejects.toThrow('3 class weights do not fit 2 classes');
  });

  it('holds weights down by a penalty', async () => {
    const size = async (l2: number): Promise<number> => {
      const { weights } = await trainNetwork(clouds, { ...dense, penalty: { l2 } });
      return (weights[0] ?? new Float32Array()).reduce((sum, w) => sum + w * w, 0);
    };
    expect(await size(0.1)).toBeLessThan((await size(0)) / 2);
  });

  it('says so when it runs off to infinity', async () => {
    const optimizer = { kind: 'sgd', learningRate: 1e30 } as const;
    const layers = [{ kind: 'dense', units: 8, activation: 'linear' }] as const;
    const training = trainNetwork(clouds, { ...dense, layers, optimizer });
    await expect(training).rejects.toThrow('Lower the learning rate (1e+30)');
  });

  it('stops within a long epoch when it is cancelled', async () => {
    const stop = new AbortController();
    let batches = 0;
    const training = trainNetwork(
      clouds,
      { ...dense, batchSize: 1 },
      {
        signal: stop.signal,
        onBatch: () => {
          batches += 1;
          if (batches === 2) setImmediate(() => stop.abort(new Error('cancelled')));
        },
      },
    );
    await expect(training).rejects.toThrow('cancelled');
    expect(batches).toBeLessThan(191); // the first epoch was not run to its end
  });

  it('refuses a network whose input is not the data, naming both sizes', async () => {
    await expect(trainNetwork(clouds, { ...dense, input: [9] })).rejects.toThrow(
      'rows of 9 = 9 values, the data has 16 columns',
    );
  });
});
