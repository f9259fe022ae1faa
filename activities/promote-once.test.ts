import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dag } from '../dsl/index.ts';
import { memoryStores } from '../stores/memory-stores.ts';
import type { ModelRegistry } from '../stores/registry/model-registry.ts';
import type { Stores } from '../stores/stores.ts';
import { testDag } from '../workers/testing/index.ts';
import { promote } from './index.ts';

const release = dag({ id: 'release', params: { version: z.int() } }, ({ params }) =>
  promote({
    model: {
      name: 'digits',
      version: params.version,
      sha256: 'a'.repeat(64),
      uri: 'models:/digits',
    },
  }),
);

/** Every line of `promote` at which its process can be gone: before a call, or before its answer. */
const LINES = ['getByAlias', 'moveAlias'].flatMap((method) => [
  { method, took: false },
  { method, took: true },
]);

describe('a promotion', () => {
  it.each(LINES)('happens once when its worker dies at $method, taken: $took', async (line) => {
    for (const from of [null, 1]) {
      const stores = await registered(from);
      const steps = (await stores.models.aliasHistory('digits', 'champion')).length;
      const { state, result } = await testDag(release, {
        params: { version: 2 },
        stores: { ...stores, models: dyingAt(stores.models, line) },
      });
      expect({ state, result }).toMatchObject({ state: 'success', result: { version: 2 } });
      expect((await stores.models.getByAlias('digits', 'champion'))?.version).toBe(2);
      const history = await stores.models.aliasHistory('digits', 'champion');
      expect(history).toHaveLength(steps + 1);
      expect(history[0]).toMatchObject({ from, to: 2, dagId: 'release' });
      const audit = (await stores.audit.list({ dagId: 'release' })).map(({ action }) => action);
      expect(audit).toEqual(['model.alias.set']);
    }
  });

  it('by many at once leaves the newest, each move from where the one before had led', async () => {
    const stores = await registered(1);
    const versions = [2, 3, 4];
    const ends = await Promise.all(
      versions.map((version) =>
        testDag(release, {
          params: { version },
          stores,
          logicalDate: `2026-01-0${version}T00:00:00Z`,
        }),
      ),
    );
    expect(ends.map(({ state }) => state)).toEqual(['success', 'success', 'success']);
    const history = [...(await stores.models.aliasHistory('digits', 'champion'))].reverse();
    history.forEach(({ from }, index) => expect(from).toBe(history[index - 1]?.to ?? null));
    expect(history.at(-1)?.to).toBe(4);
  });
});

async function registered(champion: number | null): Promise<Stores> {
  const stores = memoryStores();
  for (let run = 1; run <= 4; run += 1) {
    await stores.models.createVersion({
      name: 'digits',
      source: { dagId: 'train', runId: `r${run}`, path: 'register' },
      ...{ objectKey: 'k', sha256: 'a'.repeat(64), size: 1 },
      ...{ signature: {}, metrics: {}, lineage: {}, tags: {} },
    });
  }
  const by = { dagId: 'train', runId: 'r1' };
  const move = { name: 'digits', alias: 'champion', expected: null, by };
  if (champion !== null) await stores.models.moveAlias({ ...move, version: champion });
  return stores;
}

/** A registry whose caller is gone at the first call of a method. */
function dyingAt(
  models: ModelRegistry,
  { method, took }: { readonly method: string; readonly took: boolean },
): ModelRegistry {
  let alive = true;
  return new Proxy(models, {
    get: (target, name) => {
      const call: unknown = Reflect.get(target, name);
      if (typeof call !== 'function') return call;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const dies = alive && name === method;
        if (dies) alive = false;
        if (dies && !took) throw new Error('Killed before the call.');
        const answer: unknown = await Reflect.apply(call, target, args);
        if (dies) throw new Error('Killed before its answer.');
        return answer;
      };
    },
  });
}
