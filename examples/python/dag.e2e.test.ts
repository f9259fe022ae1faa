import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testDag } from 'perdure/testing';
import { memoryStores } from '../../stores/memory-stores.ts';

const VENV = path.join(import.meta.dirname, '.venv/bin/python');
const python = process.env['EXAMPLE_PYTHON'] ?? VENV;
const hasPython = spawnSync('python3', ['--version']).status === 0;
const hasPackages =
  (existsSync(python) || python !== VENV) &&
  spawnSync(python, ['-c', 'import sklearn, skl2onnx']).status === 0;
// The dag file reads where Python is when it is loaded.
const { pythonForest, pythonSummary } = await import('./python.dag.ts');

const Side = z.object({ version: z.int(), metrics: z.record(z.string(), z.number()) });
const Result = z.object({ theirs: Side, ours: Side });

describe.skipIf(!hasPython)('plain Python', () => {
  it('reads a data set and says what it found', { timeout: 120_000 }, async () => {
    const run = await testDag(pythonSummary, { params: { sampleRows: 200 } });
    expect(run.errors).toEqual([]);
    const column = z.object({ mean: z.number(), deviation: z.number() });
    const { columns } = z.object({ columns: z.record(z.string(), column) }).parse(run.result);
    expect(Object.keys(columns)).toHaveLength(65);
    expect(columns['pixel_0_0']).toEqual({ mean: 0, deviation: 0 });
    expect(columns['label']?.mean).toBeCloseTo(4.4, 0);
  });
});

describe.skipIf(!hasPackages)('scikit-learn (skipped without it: see README.md)', () => {
  it('is registered beside ours, both read the digits', { timeout: 240_000 }, async () => {
    const stores = memoryStores();
    const params = { sampleRows: 500, trees: 30 };
    const run = await testDag(pythonForest, { params, stores });
    expect(run.errors).toEqual([]);
    const { theirs, ours } = Result.parse(run.result);
    expect([theirs.version, ours.version]).toEqual([1, 2]);
    for (const { metrics } of [theirs, ours]) expect(metrics['accuracy']).toBeGreaterThan(0.85);
    const [first] = (await stores.models.listVersions('digits-forest')).filter(
      ({ version }) => version === 1,
    );
    expect(first?.tags).toMatchObject({ made_by: 'scikit-learn' });
  });
});
