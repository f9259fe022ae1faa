import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TEST_NETWORKS } from '../testing/test-networks.ts';
import { BackendUnavailableError, chooseBackend } from './backend.ts';
import { planNetwork } from './network-plan.ts';
import type { NetworkSpec } from './network-spec.ts';
import { workOfStep } from './work-of-step.ts';

const nothing = mkdtempSync(path.join(tmpdir(), 'perdure-native-'));
const planned = (spec: NetworkSpec, batchSize = 32): Parameters<typeof chooseBackend>[0] => ({
  device: 'cpu',
  network: { layers: planNetwork(spec, 3), batchSize },
});
const { dense, convolution } = TEST_NETWORKS;

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(nothing, { recursive: true, force: true });
});

describe('choosing a backend', () => {
  it('takes wasm for a small network and says why', async () => {
    const chosen = await chooseBackend(planned(dense));
    expect(chosen).toMatchObject({ device: 'cpu', backend: 'wasm', refused: [] });
    expect(chosen.reason).toMatch(/^A step takes \d\.\d M products: wasm has the least cost/);
    expect(chosen.memoryBytes).toBeGreaterThan(1e8);
    expect(chosen.name).not.toBe('');
  });

  it('asks for libtensorflow first for a large one, and names the mend where it is not set up', async () => {
    vi.stubEnv('PERDURE_NATIVE_DIR', nothing);
    const large = { ...dense, layers: [{ ...dense.layers[0], units: 4000 }] } as NetworkSpec;
    const chosen = await chooseBackend(planned(large, 256));
    expect(chosen.backend).toBe('wasm');
    expect(chosen.refused).toHaveLength(1);
    expect(chosen.refused[0]?.backend).toBe('tensorflow');
    expect(chosen.refused[0]?.reason).toContain('"npm run setup:native -- cpu" does it');
  });

  it('never gives a CPU to who asks for a GPU (K1)', async () => {
    vi.stubEnv('PERDURE_NATIVE_DIR', nothing);
    const asked = chooseBackend({ device: 'gpu', backends: ['wasm', 'cpu'] });
    await expect(asked).rejects.toThrow(BackendUnavailableError);
    await expect(asked).rejects.toThrow('wasm: It does not drive a GPU.');
    await expect(chooseBackend({ device: 'gpu' })).rejects.toThrow(
      'webgpu: The optional package "webgpu" is not installed',
    );
  });

  it('gives convolutions to no plain JavaScript (K3)', async () => {
    const asked = chooseBackend({ ...planned(convolution), backends: ['cpu'] });
    await expect(asked).rejects.toThrow('Plain JavaScript runs dense networks only');
    const plain = await chooseBackend({ ...planned(dense), backends: ['cpu'] });
    expect(plain.backend).toBe('cpu');
    await chooseBackend({ device: 'cpu' });
  });

  it('takes the backend that PERDURE_CPU_BACKEND names, and no other', async () => {
    vi.stubEnv('PERDURE_CPU_BACKEND', 'cpu');
    expect(await chooseBackend(planned(dense))).toMatchObject({
      ...{ backend: 'cpu', reason: 'PERDURE_CPU_BACKEND names it.' },
    });
    vi.stubEnv('PERDURE_CPU_BACKEND', 'cuda');
    await expect(chooseBackend({ device: 'cpu' })).rejects.toThrow(
      'PERDURE_CPU_BACKEND is "cuda"; it names one of tensorflow, wasm, cpu.',
    );
    vi.unstubAllEnvs();
    await chooseBackend({ device: 'cpu' });
  });

  it('leaves the process its own handlers of uncaught errors', async () => {
    const before = process.rawListeners('unhandledRejection');
    await chooseBackend({ device: 'cpu' });
    expect(process.rawListeners('unhandledRejection')).toEqual(before);
  });
});

describe('the work of a step', () => {
  it('counts the products of every layer, three times, for every row', () => {
    const spec = { ...dense, layers: [{ kind: 'dense', units: 10, activation: 'relu' }] } as const;
    // 16 · 10 + 10 for the hidden layer, 10 · 3 + 3 for the output.
    expect(workOfStep(planNetwork(spec, 3), 2)).toBe(3 * 2 * (170 + 33));
    const image = {
      ...{ ...convolution, input: [5, 5, 2] },
      layers: [{ kind: 'conv2d', filters: 4, kernel: 3, padding: 'valid', activation: 'relu' }],
    } as const;
    // 3 · 3 · 2 · 4 + 4 at each of 3 · 3 places; 36 · 3 + 3 for the output.
    expect(workOfStep(planNetwork(image, 3), 1)).toBe(3 * (76 * 9 + 111));
  });
});
