import { expect, test } from 'vitest';
import { z } from 'zod';
import { dag, event, waitForEvent } from '../../dsl/index.ts';
import { memoryStores } from '../../stores/memory-stores.ts';
import type { Stores } from '../../stores/stores.ts';
import { checkedPayload } from './event-payload.ts';

async function storesWith(payload: z.ZodType): Promise<Stores> {
  const stores = memoryStores();
  const labelled = event({ name: 'labels.ready', payload });
  const labels = dag({ id: 'labels' }, () => void waitForEvent(labelled, { id: 'told' }));
  await stores.dags.publish({ plan: labels.plan, file: 'labels.dag.ts', build: 'b' });
  return stores;
}
const Labels = z.object({ batch: z.string(), rows: z.int().default(0) });

test('a payload that fits is taken, its defaults filled in and what else it has left alone', async () => {
  const stores = await storesWith(Labels);
  expect(await checkedPayload(stores, 'labels.ready', { batch: 'a', by: 'ann' })).toEqual({
    ...{ batch: 'a', by: 'ann', rows: 0 },
  });
});

test('one that does not fit is refused by the name of the event, of who waits, and of each fault', async () => {
  const stores = await storesWith(Labels);
  const refused = checkedPayload(stores, 'labels.ready', { batch: 7, rows: 'many' });
  await expect(refused).rejects.toMatchObject({
    code: 'INVALID_PAYLOAD',
    message:
      'The payload does not fit the event "labels.ready" as "told" of dag "labels" waits for it.',
    issues: [{ path: 'batch' }, { path: 'rows' }],
  });
});

test('events that no dag declares, or declares as anything, may carry anything', async () => {
  const stores = await storesWith(z.unknown());
  expect(await checkedPayload(stores, 'labels.ready', [1])).toEqual([1]);
  expect(await checkedPayload(stores, 'others', { batch: 7 })).toEqual({ batch: 7 });
});

test('a plan holds a schema only where one says something: others keep their hash', async () => {
  const stores = await storesWith(z.unknown());
  const plan = await stores.dags.plan('labels');
  expect(plan?.root.nodes[0]).not.toHaveProperty('payload');
});
