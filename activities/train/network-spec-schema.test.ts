import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { NetworkSpec } from '../../ml/neural/network-spec.ts';
import { TEST_NETWORKS } from '../../ml/testing/test-networks.ts';
import { NetworkSpecSchema } from './network-spec-schema.ts';

const { convolution } = TEST_NETWORKS;

describe('a network as an input of a task', () => {
  it('is exactly what the mathematics takes', () => {
    expectTypeOf<z.output<typeof NetworkSpecSchema>>().toExtend<NetworkSpec>();
    for (const spec of Object.values(TEST_NETWORKS)) {
      expect(NetworkSpecSchema.parse(structuredClone(spec))).toEqual(spec);
    }
  });

  it.each([
    [
      'a word that no layer knows',
      { layers: [{ kind: 'dense', units: 4, activation: 'relu', unit: 5 }] },
      'unit',
    ],
    ['a kind of layer that is not there', { layers: [{ kind: 'conv3d' }] }, 'kind'],
    ['a schedule for another word', { schedule: { kind: 'step', factor: 0.5 } }, 'every'],
    ['a share above 1', { layers: [{ kind: 'dropout', rate: 1 }] }, 'rate'],
    [
      'a metric that nobody measures',
      { earlyStopping: { patience: 2, monitor: 'auc' } },
      'monitor',
    ],
    ['a setting that is misspelt', { optimiser: { kind: 'adam' } }, 'optimiser'],
  ])('refuses %s and names it', (_, change, name) => {
    const answer = NetworkSpecSchema.safeParse({ ...convolution, ...change });
    expect(JSON.stringify(answer.error?.issues)).toContain(`"${name}"`);
  });
});
