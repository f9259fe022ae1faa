import { beforeAll, describe, expect, it } from 'vitest';
import { clouds, TEST_NETWORKS } from '../testing/test-networks.ts';
import { chooseBackend } from './backend.ts';
import type { NetworkSpec } from './network-spec.ts';
import type { NeuralNetwork } from './neural-network.ts';
import { joinParts, partOf, type BatchShare, type PartGradients } from './shared-batch.ts';
import { trainNetwork } from './train-network.ts';

beforeAll(async () => {
  await chooseBackend({ device: 'cpu', backends: ['wasm'] });
});

const spec: NetworkSpec = {
  ...(TEST_NETWORKS['dense'] ?? Object.values(TEST_NETWORKS)[0]),
  input: [clouds.features.columns],
  layers: [{ kind: 'dense', units: 12, activation: 'tanh' }],
  optimizer: { kind: 'adam', learningRate: 0.01 },
  ...{ epochs: 6, batchSize: 16, seed: 3 },
};

/** A board on which ranks in one process leave their parts. */
function board(ranks: number, away: (rank: number, epoch: number) => boolean = () => false) {
  const left = new Map<string, Promise<PartGradients>>();
  const computedBy: string[] = [];
  const share = (rank: number): BatchShare => ({
    ...{ rank, ranks },
    exchange: ({ epoch, batch }, compute) => {
      const part = (of: number): Promise<PartGradients> => {
        const name = `${epoch}/${batch}/${of}`;
        const known = left.get(name);
        if (known !== undefined) return known;
        const made = compute(of);
        left.set(name, made);
        computedBy.push(`${rank} made ${name}`);
        return made;
      };
      const own = part(rank);
      return Promise.all(
        Array.from({ length: ranks }, async (_, of) => {
          if (of === rank) return own;
          // One that is away brings nothing: whoever needs its part makes it.
          if (!away(of, epoch)) await new Promise((resolve) => setTimeout(resolve, 1));
          return part(of);
        }),
      );
    },
  });
  return { share, computedBy };
}

async function trained(share?: BatchShare): Promise<{ curve: number[]; network: NeuralNetwork }> {
  const curve: number[] = [];
  const network = await trainNetwork(clouds, spec, {
    ...(share === undefined ? {} : { share }),
    onEpoch: ({ loss }) => void curve.push(loss),
  });
  return { curve, network };
}

const farthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, at) => Math.abs(value - (b[at] ?? NaN))));

describe('training shared by ranks', () => {
  it('parts cover a batch once, in order, and differ by one row at most', () => {
    for (const [size, ranks] of [
      [16, 2],
      [17, 3],
      [5, 5],
      [64, 7],
    ] as const) {
      const rows = Int32Array.from({ length: size }, (_, at) => at * 2);
      const parts = Array.from({ length: ranks }, (_, rank) => partOf(rows, rank, ranks));
      expect(parts.flatMap((part) => [...part])).toEqual([...rows]);
      const sizes = parts.map((part) => part.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });

  it.each([2, 3])(
    '%i ranks go the way of one worker, and end with equal weights',
    async (ranks) => {
      const alone = await trained();
      const { share } = board(ranks);
      const all = await Promise.all(
        Array.from({ length: ranks }, (_, rank) => trained(share(rank))),
      );
      for (const { curve, network } of all) {
        expect(curve).toHaveLength(spec.epochs);
        expect(farthest(curve, alone.curve)).toBeLessThan(1e-4);
        expect(network.weights).toEqual(all[0]?.network.weights);
      }
    },
  );

  it('a rank that goes away in between changes nothing: others make its parts', async () => {
    const whole = board(2);
    const both = await Promise.all([trained(whole.share(0)), trained(whole.share(1))]);
    const lonely = board(2, (rank) => rank === 1);
    const left = await trained(lonely.share(0));
    expect(lonely.computedBy.some((line) => line.endsWith('/1'))).toBe(true);
    expect(left.curve).toEqual(both[0].curve);
    expect(left.network.weights).toEqual(both[0].network.weights);
  });

  it('refuses parts that are of different networks', () => {
    const part = (length: number): PartGradients => ({
      ...{ loss: 1, moments: [], rows: 4 },
      gradients: [new Float32Array(length)],
    });
    expect(() => joinParts([part(3), part(4)])).toThrow(RangeError);
    expect(() => joinParts([])).toThrow(RangeError);
  });
});
