import { likeliest } from '../../ml/model/likeliest.ts';
import type { BackendName } from '../../ml/neural/backend-name.ts';
import { chooseBackend } from '../../ml/neural/backend.ts';
import { networkProbabilities } from '../../ml/neural/network-probabilities.ts';
import { trainNetwork } from '../../ml/neural/train-network.ts';
import type { TrainingState } from '../../ml/neural/training-state.ts';
import type { Trainer } from './training-against-torch.ts';

/** Ours on one backend. */
export function ownTrainer(backend: BackendName): Trainer {
  const states = new Map<string, TrainingState>();
  return {
    name: `Perdure, ${backend}`,
    epoch: async ({ name, spec, train, held }) => {
      await chooseBackend({ device: 'cpu', backends: [backend] });
      const resume = states.get(name);
      const since = performance.now();
      const epochs = (resume?.epoch ?? 0) + 1;
      const network = await trainNetwork(
        train,
        { ...spec, epochs },
        {
          ...(resume === undefined ? {} : { resume }),
          onEpoch: ({ state }) => void states.set(name, state),
        },
      );
      const seconds = (performance.now() - since) / 1000;
      const predicted = likeliest(await networkProbabilities(network, held.features), 10);
      const hits = predicted.filter((label, row) => label === held.labels[row]).length;
      return { seconds, accuracy: hits / held.labels.length };
    },
    close: async () => undefined,
  };
}
