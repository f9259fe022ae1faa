import { describe, expect, it } from 'vitest';
import { describeCheckpoints } from './checkpoint.contract.ts';
import {
  claim,
  completion,
  ENDED,
  failure,
  fence,
  newKey,
  OUTPUT,
  STARTED,
} from './claim-sample.ts';
import { describeFences } from './fence.contract.ts';
import type { RunStore } from './run-store.ts';
import { describeTogether } from './together.contract.ts';

/** Claims, completions, failures and checkpoints of task instances. */
export function describeClaims(store: () => RunStore): void {
  describe('claims', () => {
    describeOrder(store);
    describeRecords(store);
  });
  describe('an attempt without an awaited claim', () => describeLateClaims(store));
  describe('fences', () => describeFences(store));
  describe('checkpoints', () => describeCheckpoints(store));
  describe('many at a time', () => describeTogether(store));
  describe('text of any kind', () => describeText(store));
}

function describeOrder(store: () => RunStore): void {
  it('claims, completes, and reports the stored result to whoever claims later', async () => {
    const key = newKey();
    expect(await store().claim(key, claim(1))).toEqual({ kind: 'claimed', tryNumber: 1 });
    expect(await store().getInstance(key)).toMatchObject({ state: 'running', tryNumber: 1 });
    expect(await store().complete(key, fence(1), completion(1))).toBe(true);
    const stored = { state: 'success', output: OUTPUT };
    const finished = { kind: 'finished', stored, tryNumber: 1 };
    expect(await store().claim(key, claim(1))).toEqual(finished);
    expect(await store().claim(key, claim(2))).toEqual(finished);
    expect(await store().getInstance(key)).toEqual({
      ...{ path: key.path, taskId: 'train', mapIndex: [3, 1], state: 'success', tryNumber: 1 },
      ...{ queue: 'gpu', worker: claim(1).worker, startedAt: STARTED, endedAt: ENDED },
      ...{ output: OUTPUT, error: null, reason: null, logKey: 'logs/1' },
    });
  });

  it('counts a try for every body begun, not for every Temporal attempt', async () => {
    const key = newKey();
    // Attempts 1 and 2 were lost before they reached a worker.
    expect(await store().claim(key, claim(3))).toEqual({ kind: 'claimed', tryNumber: 1 });
    expect(await store().recordFailure(key, fence(3), failure(3))).toBe(true);
    expect(await store().claim(key, claim(5))).toEqual({ kind: 'claimed', tryNumber: 2 });
    expect(await store().complete(key, fence(5), completion(5))).toBe(true);
    const attempts = await store().listAttempts(key);
    expect(attempts.map(({ tryNumber, fence: { attempt } }) => [tryNumber, attempt])).toEqual([
      [1, 3],
      [2, 5],
    ]);
    expect(attempts.map(({ state }) => state)).toEqual(['up_for_retry', 'success']);
    expect(attempts[0]).toMatchObject({ error: { type: 'TaskFailed' }, endedAt: ENDED });
  });

  it('changes nothing when a write comes again because its answer was lost', async () => {
    const key = newKey();
    for (let times = 0; times < 2; times += 1) {
      expect(await store().claim(key, claim(1))).toEqual({ kind: 'claimed', tryNumber: 1 });
    }
    for (let times = 0; times < 2; times += 1) {
      expect(await store().recordFailure(key, fence(1), failure(1))).toBe(true);
    }
    await store().claim(key, claim(2));
    for (let times = 0; times < 2; times += 1) {
      expect(await store().complete(key, fence(2), completion(2))).toBe(true);
    }
    expect(await store().listAttempts(key)).toHaveLength(2);
    expect(await store().getInstance(key)).toMatchObject({ tryNumber: 2, state: 'success' });
  });
}

function describeRecords(store: () => RunStore): void {
  it('shows an attempt that was taken over as lost', async () => {
    const key = newKey();
    await store().claim(key, claim(1));
    await store().claim(key, claim(2));
    const [lost, open] = await store().listAttempts(key);
    expect(lost).toMatchObject({ state: 'failed', error: { type: 'AttemptLost' } });
    expect(lost?.endedAt).toBeInstanceOf(Date);
    expect(open).toMatchObject({ state: 'running', endedAt: null, error: null });
  });

  it('keeps a task that skipped itself, with its reason', async () => {
    const key = newKey();
    const skipped = {
      ...completion(1),
      state: 'skipped',
      output: null,
      reason: 'no rows',
    } as const;
    expect(await store().complete(key, fence(1), skipped)).toBe(true);
    const stored = { state: 'skipped', output: null, reason: 'no rows' };
    expect(await store().claim(key, claim(2))).toMatchObject({ kind: 'finished', stored });
  });

  it('lets one of many claims of one fence begin one attempt', async () => {
    const key = newKey();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => store().claim(key, claim(1))),
    );
    for (const answer of answers) expect(answer).toEqual({ kind: 'claimed', tryNumber: 1 });
    expect(await store().listAttempts(key)).toHaveLength(1);
  });

  it('lists instances by task, and mapped ones by index as a number', async () => {
    const { dagId, runId } = newKey();
    for (const index of [10, 2, 1]) {
      const key = { dagId, runId, path: `train[${index}]` };
      await store().claim(key, { ...claim(1), mapIndex: [index] });
    }
    await store().claim({ dagId, runId, path: 'a' }, { ...claim(1), taskId: 'a', mapIndex: [] });
    const paths = (await store().listInstances(dagId, runId)).map(({ path }) => path);
    expect(paths).toEqual(['a', 'train[1]', 'train[2]', 'train[10]']);
    expect(await store().listInstances(dagId, 'none')).toEqual([]);
    expect(await store().getInstance({ dagId, runId, path: 'none' })).toBeUndefined();
  });
}

function describeLateClaims(store: () => RunStore): void {
  it('completes without a claim, and its claim that comes later spoils nothing', async () => {
    const key = newKey();
    expect(await store().complete(key, fence(1), completion(1))).toBe(true);
    expect(await store().claim(key, claim(1))).toMatchObject({ kind: 'finished', tryNumber: 1 });
    expect(await store().getInstance(key)).toMatchObject({ state: 'success', startedAt: STARTED });
    expect(await store().listAttempts(key)).toMatchObject([{ state: 'success', tryNumber: 1 }]);
  });

  it('fails without a claim, and its claim that comes later does not revive it', async () => {
    const key = newKey();
    expect(await store().recordFailure(key, fence(1), failure(1))).toBe(true);
    expect(await store().claim(key, claim(1))).toEqual({ kind: 'claimed', tryNumber: 1 });
    expect(await store().getInstance(key)).toMatchObject({
      state: 'up_for_retry',
      error: { type: 'TaskFailed', message: 'boom' },
    });
    expect(await store().claim(key, claim(2))).toEqual({ kind: 'claimed', tryNumber: 2 });
    const late = await store().claim(key, claim(1));
    expect(late).toEqual({ kind: 'fenced', owner: fence(2) });
  });

  it('ends right whichever of claim and completion wins a race', async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const key = newKey();
        const late = store().claim(key, claim(1));
        const done = store().complete(key, fence(1), completion(1));
        if (index % 2 === 0) await late;
        expect(await done).toBe(true);
        await late;
        const row = await store().getInstance(key);
        expect(row).toMatchObject({ state: 'success', tryNumber: 1, output: OUTPUT });
        expect(await store().listAttempts(key)).toMatchObject([{ state: 'success' }]);
      }),
    );
  });
}

function describeText(store: () => RunStore): void {
  it('takes hostile text in every field as text', async () => {
    const hostile = [
      "'; drop table perdure.task_instances; --",
      '$1 $$ \\ " {} [] ${x}',
      'nul \u0000 half \ud800 line\nfeed',
    ];
    for (const text of hostile) {
      const key = newKey();
      const error = { type: text, message: text };
      const worker = { identity: text, build: text, device: text };
      const failed = { ...failure(1), error, claim: { ...claim(1), worker } };
      expect(await store().recordFailure(key, fence(1), failed)).toBe(true);
      expect(await store().getInstance(key)).toMatchObject({ error, worker });
      const skipped = { ...completion(1), state: 'skipped', reason: text } as const;
      expect(await store().complete(key, fence(1), skipped)).toBe(true);
      expect((await store().getInstance(key))?.reason).toContain(text.slice(0, 3));
    }
  });

  it('gives out copies: what a caller does to a row stays with the caller', async () => {
    const key = newKey();
    const output = { kind: 'inline', value: { list: [1] } };
    await store().complete(key, fence(1), { ...completion(1), output });
    output.value.list.push(2);
    const row = await store().getInstance(key);
    expect(row?.output).toEqual({ kind: 'inline', value: { list: [1] } });
  });
}
