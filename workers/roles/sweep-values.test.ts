import pino from 'pino';
import { expect, test } from 'vitest';
import { memoryStores } from '../../stores/memory-stores.ts';
import { storeValue } from '../../stores/values/index.ts';
import { sweepValues } from './sweep-values.ts';

const AT = new Date('2026-11-20T03:00:00.000Z');

test(
  'a worker deletes the object of an output whose time is over',
  { timeout: 20_000 },
  async () => {
    const stores = memoryStores();
    const key = { dagId: 'd', runId: 'r', path: 'a' };
    const dates = { logicalDate: AT, dataInterval: { start: AT, end: AT } };
    const ids = { dagId: 'd', runId: 'r', runType: 'manual', planHash: 'h', workflowId: 'd/r' };
    await stores.runs.createRun({ ...ids, ...dates, params: {}, state: 'running' });
    const blob = await storeValue(stores.objects, 'large');
    const claim = {
      ...{ fence: { generation: 1, attempt: 1 }, taskId: 'a', mapIndex: [], queue: 'cpu' },
      ...{ worker: { identity: 'w', build: 'b' }, logKey: 'logs/a' },
    };
    const output = { kind: 'blob', blob: { sha256: blob.sha256, size: blob.size }, facts: {} };
    await stores.runs.complete(key, claim.fence, {
      ...{ claim, state: 'success', output, startedAt: AT, endedAt: AT, expiresAt: AT },
    });
    await stores.runs.finishRun({
      ...{ dagId: 'd', runId: 'r', state: 'success', endedAt: AT, result: null, instances: [] },
    });
    const objects = async (): Promise<number> => (await stores.objects.list('')).length;
    expect(await objects()).toBe(1);
    const stop = new AbortController();
    const sweeping = sweepValues(
      { stores, request: { log: pino({ level: 'silent' }) } },
      stop.signal,
      5,
    );
    await expect.poll(objects, { timeout: 10_000 }).toBe(0);
    stop.abort();
    await sweeping;
  },
);
