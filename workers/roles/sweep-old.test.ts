import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { memoryStores } from '../../stores/memory-stores.ts';
import { DEFAULT_RETENTION, retentionOfEnv } from './retention.ts';
import { sweepOldOnce } from './sweep-old.ts';

const AT = new Date('2026-11-20T03:00:00.000Z');
const DAY_MS = 24 * 3_600_000;
const request = { log: pino({ level: 'silent' }) };

describe('what is too old', () => {
  it('goes by its own retention: a checkpoint with its object, an audit only when asked', async () => {
    const stores = memoryStores();
    const ids = { dagId: 'd', runId: 'r', runType: 'manual', planHash: 'h', workflowId: 'd/r' };
    const dates = { logicalDate: AT, dataInterval: { start: AT, end: AT } };
    await stores.runs.createRun({ ...ids, ...dates, params: {}, state: 'running' });
    const key = { dagId: 'd', runId: 'r', path: 'train' };
    await stores.objects.put('checkpoints/d', Buffer.from('weights'));
    const pointer = { sequence: 1, objectKey: 'checkpoints/d', sha256: 'a'.repeat(64), size: 7 };
    await stores.runs.saveCheckpoint(key, { generation: 1, attempt: 1 }, pointer);
    const entry = { id: 'a', at: AT, by: 'ann', action: 'run.clear', dagId: 'd', runId: 'r' };
    await stores.audit.record({ ...entry, reason: null, detail: {} });
    const after = (days: number): Date => new Date(AT.getTime() + days * DAY_MS + 1);
    const left = async (): Promise<number[]> => [
      (await stores.objects.list('')).length,
      (await stores.audit.list({})).length,
    ];

    await sweepOldOnce({ stores, request }, DEFAULT_RETENTION, after(1_000));
    expect(await left()).toEqual([1, 1]); // its run is open
    await stores.runs.finishRun({
      ...{ dagId: 'd', runId: 'r', state: 'success', endedAt: AT, result: null, instances: [] },
    });
    await sweepOldOnce({ stores, request }, DEFAULT_RETENTION, after(29));
    expect(await left()).toEqual([1, 1]);
    await sweepOldOnce({ stores, request }, DEFAULT_RETENTION, after(30));
    expect(await left()).toEqual([0, 1]);
    expect(await stores.runs.loadCheckpoint(key)).toBeUndefined();
    await sweepOldOnce({ stores, request }, { ...DEFAULT_RETENTION, audit: DAY_MS }, after(1));
    expect(await left()).toEqual([0, 0]);
  });

  it('is told by variables: a duration, or for ever', () => {
    const env = { PERDURE_KEEP_AUDIT: '365d', PERDURE_KEEP_EVENTS: 'forever' };
    expect(retentionOfEnv(env)).toEqual({
      ...DEFAULT_RETENTION,
      ...{ audit: 365 * DAY_MS, events: undefined },
    });
    expect(() => retentionOfEnv({ PERDURE_KEEP_MESSAGES: 'a month' })).toThrow(
      'PERDURE_KEEP_MESSAGES is "a month"; expected a duration such as 30d, or forever.',
    );
  });
});
