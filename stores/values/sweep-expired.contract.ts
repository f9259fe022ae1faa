import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../dsl/plan/json.ts';
import { valueKey } from '../objects/object-key.ts';
import type { Claim, InstanceKey } from '../runs/run-store.ts';
import type { Stores } from '../stores.ts';
import { sweepExpired } from './sweep-expired.ts';
import { storeValue } from './value-store.ts';

const AT = new Date('2026-11-20T03:00:00.000Z');
const HOUR_MS = 3_600_000;

/** When objects of outputs go: X1, X2. */
export function describeSweep(name: string, stores: () => Stores): void {
  describe(`outputs with an end: ${name}`, () => {
    describeEnds(stores);
    describeNeeds(stores);
  });
}

function describeEnds(stores: () => Stores): void {
  it('are deleted once their time after the end of the run is over, and not before', async () => {
    const value = newValue();
    const { key, objectKey } = await output(stores(), value, HOUR_MS);
    await sweep(stores(), 1_000);
    expect(await isThere(stores(), objectKey)).toBe(true);
    await end(stores(), key, 5 * HOUR_MS);
    await sweep(stores(), 5.5);
    expect(await isThere(stores(), objectKey)).toBe(true);
    expect(await sweep(stores(), 6.5)).toBeGreaterThanOrEqual(1);
    expect(await isThere(stores(), objectKey)).toBe(false);
    await sweep(stores(), 6.5);
  });

  it('stay while another task needs the same value, with a later end or with none', async () => {
    const [shared, later] = [newValue(), newValue()];
    const one = await output(stores(), shared, HOUR_MS);
    const two = await output(stores(), shared, undefined);
    const three = await output(stores(), later, HOUR_MS);
    const four = await output(stores(), later, 9 * HOUR_MS);
    for (const { key } of [one, two, three, four]) await end(stores(), key, 0);
    await sweep(stores(), 2);
    expect(await isThere(stores(), one.objectKey)).toBe(true);
    expect(await isThere(stores(), three.objectKey)).toBe(true);
    await sweep(stores(), 10);
    expect(await isThere(stores(), three.objectKey)).toBe(false);
    expect(await isThere(stores(), two.objectKey)).toBe(true);
  });
}

function describeNeeds(stores: () => Stores): void {
  it('stay while the output cache hands them out', async () => {
    const { key, objectKey, json } = await output(stores(), newValue(), HOUR_MS);
    await end(stores(), key, 0);
    await stores().cache.begin(objectKey, 'w', 60_000);
    const expiresAt = new Date(AT.getTime() + 4 * HOUR_MS);
    await stores().cache.fill(objectKey, 'w', { output: json, expiresAt, origin: key });
    await sweep(stores(), 2);
    expect(await isThere(stores(), objectKey)).toBe(true);
  });

  it('stay while their run is open again', async () => {
    const { key, objectKey } = await output(stores(), newValue(), HOUR_MS);
    await end(stores(), key, 0);
    await stores().runs.reopen(key.dagId, key.runId, 'exec');
    await sweep(stores(), 99);
    expect(await isThere(stores(), objectKey)).toBe(true);
  });

  it('are put back when a task completes with the same value as they go', async () => {
    const value = newValue();
    const { key, objectKey } = await output(stores(), value, HOUR_MS);
    await end(stores(), key, 0);
    const { objects } = stores();
    const meddled: Stores['objects'] = Object.assign(
      Object.create(objects) as Stores['objects'], // all but `delete` is the store's own
      {
        get: (wanted: string) => objects.get(wanted),
        put: (...args: Parameters<typeof objects.put>) => objects.put(...args),
        delete: async (gone: string) => {
          if (gone === objectKey) await output(stores(), value, undefined);
          await objects.delete(gone);
        },
      },
    );
    await sweepExpired({ runs: stores().runs, objects: meddled }, hours(2), 1_000);
    expect(await isThere(stores(), objectKey)).toBe(true);
  });
}

let count = 0;
function newValue(): string {
  count += 1;
  return `value ${process.pid} ${Date.now()} ${count}`;
}

async function output(
  { runs, objects }: Stores,
  value: string,
  keptMs: number | undefined,
): Promise<{ readonly key: InstanceKey; readonly objectKey: string; readonly json: JsonObject }> {
  count += 1;
  const key = { dagId: `sweep-${process.pid}-${Date.now()}-${count}`, runId: 'r', path: 'a' };
  const ids = { ...key, runType: 'manual', planHash: 'h', workflowId: `${key.dagId}/r` };
  const dates = { logicalDate: AT, dataInterval: { start: AT, end: AT } };
  await runs.createRun({ ...ids, ...dates, params: {}, state: 'running' });
  const { sha256, size } = await storeValue(objects, value);
  const json = { kind: 'blob', blob: { sha256, size }, facts: {} };
  const done = await runs.complete(key, claim.fence, {
    ...{ claim, state: 'success', output: json, startedAt: AT, endedAt: AT },
    ...(keptMs !== undefined && { expiresAt: new Date(AT.getTime() + keptMs) }),
  });
  expect(done).toBe(true);
  return { key, objectKey: valueKey(sha256), json };
}

const claim: Claim = {
  fence: { generation: 1, attempt: 1 },
  ...{ taskId: 'a', mapIndex: [], queue: 'cpu', logKey: 'l' },
  worker: { identity: 'w', build: 'b' },
};

async function end(
  { runs }: Stores,
  { dagId, runId }: InstanceKey,
  afterMs: number,
): Promise<void> {
  const endedAt = new Date(AT.getTime() + afterMs);
  await runs.finishRun({ dagId, runId, state: 'success', endedAt, result: null, instances: [] });
}

function sweep(stores: Stores, afterHours: number): Promise<number> {
  return sweepExpired(stores, hours(afterHours), 1_000);
}

function hours(after: number): Date {
  return new Date(AT.getTime() + after * HOUR_MS);
}

async function isThere({ objects }: Stores, key: string): Promise<boolean> {
  return (await objects.head(key)) !== undefined;
}
