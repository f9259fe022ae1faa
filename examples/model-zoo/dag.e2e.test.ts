import { describe, expect, it } from 'vitest';
import { Evaluation } from 'perdure/tasks';
import { testDag } from 'perdure/testing';
import { memoryStores } from '../../stores/memory-stores.ts';
import { modelZoo } from './zoo.dag.ts';
import { SET_NAMES, ZOO_SETS } from './zoo-sets.ts';

const SHORT = ['iris', 'diabetes'] as const;
const all = process.env['PERDURE_SLOW'] === '1';

describe.each(all ? SET_NAMES : SHORT)('the zoo on %s', (dataset) => {
  it('ranks every kind of model, and registers the best as champion', async () => {
    const stores = memoryStores();
    const run = await testDag(modelZoo, { params: { dataset }, stores });
    expect(run.errors).toEqual([]);
    const found = run.instances.find(({ path }) => path === 'evaluate');
    const gate = Evaluation.parse(found?.output);
    const { problem, estimators } = ZOO_SETS[dataset];
    const kinds = gate.leaderboard.map(({ kind }) => kind);
    expect([...kinds].sort()).toEqual([...estimators.map(({ kind }) => kind), 'neural_net'].sort());
    expect(gate.verdict).toBe('promote');
    expect(gate.baseline.beaten).toBe(true);
    const champion = await stores.models.getByAlias(problem.name, 'champion');
    expect(champion?.metrics[problem.metric]).toBeCloseTo(gate.score, 10);
    expect(champion?.tags).toMatchObject({ kind: gate.best.kind });
    expect(run.result).toMatchObject({ promoted: true, version: 1 });
  }, 300_000);
});
