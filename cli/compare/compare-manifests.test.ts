import { describe, expect, it } from 'vitest';
import { compareManifests, isReproduced, type Manifest } from './compare-manifests.ts';

const sha = (letter: string): string => letter.repeat(64);

function manifest(change: {
  conf?: Manifest['conf'];
  model?: string;
  report?: string;
  accuracy?: number;
  device?: string;
}): Manifest {
  const { conf = { seed: 7 }, model = sha('a'), report = sha('b'), accuracy = 0.9 } = change;
  const worker = { identity: 'w', build: 'b', device: change.device ?? 'cpu', backend: 'wasm' };
  const contents: Manifest['tasks'][number]['contents'] = [
    { at: '/model', kind: 'model', sha256: model, uri: null },
    { at: '/report', kind: 'file', sha256: report, uri: null },
  ];
  return {
    ...{ dag_id: 'd', dag_run_id: 'r', state: 'success', engine_version: '1', conf },
    ...{ plan_hash: sha('c'), build: 'b', current_plan_hash: sha('c'), current_build: 'b' },
    logical_date: '2026-01-01T00:00:00.000Z',
    data_interval_start: '2026-01-01T00:00:00.000Z',
    data_interval_end: '2026-01-01T00:00:00.000Z',
    tasks: [
      {
        ...{ path: 'train[0]', state: 'success', try_number: 1, worker, contents },
        metrics: [{ at: '/metrics/accuracy', value: accuracy }],
      },
    ],
  };
}

describe('two runs side by side', () => {
  it('equal runs are reproduced, and nothing differs', () => {
    const compared = compareManifests(manifest({}), manifest({}));
    const all = [compared.origin, compared.devices, compared.contents, compared.metrics].flat();
    expect(all.every(({ equal }) => equal)).toBe(true);
    expect(isReproduced(compared)).toBe(true);
  });

  it('another model is not a reproduction; another report is', () => {
    const before = manifest({});
    expect(isReproduced(compareManifests(before, manifest({ model: sha('f') })))).toBe(false);
    expect(isReproduced(compareManifests(before, manifest({ report: sha('f') })))).toBe(true);
  });

  it('a run that lacks a model is not a reproduction, one that has more is', () => {
    const bare: Manifest = { ...manifest({}), tasks: [] };
    expect(isReproduced(compareManifests(manifest({}), bare))).toBe(false);
    expect(isReproduced(compareManifests(bare, manifest({})))).toBe(true);
  });

  it('says which param, metric and device differ', () => {
    const other = manifest({ conf: { seed: 8, rows: 5 }, accuracy: 0.8, device: 'cuda:0' });
    const compared = compareManifests(manifest({}), other);
    const differing = [compared.origin, compared.metrics, compared.devices]
      .flat()
      .filter(({ equal }) => !equal)
      .map(({ name, a, b }) => [name, a, b]);
    expect(differing).toEqual([
      ['conf.seed', '7', '8'],
      ['conf.rows', undefined, '5'],
      ['train[0]/metrics/accuracy', 0.9, 0.8],
      ['train[0]', 'cpu wasm', 'cuda:0 wasm'],
    ]);
  });
});
