import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readLog } from '../../../stores/logs/index.ts';
import { logKey } from '../../../stores/objects/object-key.ts';
import type { TaskCall } from '../../../workflows/protocol/index.ts';
import type { TaskContext } from '../../../dsl/index.ts';
import { bodyOf, callOf, failureOf, labOf, RUN, type Lab } from '../testing/task-fixture.ts';
import { pokeDelayMs } from './poke-delay.ts';

const KEY = { dagId: RUN.dagId, runId: RUN.runId, path: 'work' };
const POKE = {
  intervalMs: 5_000,
  exponential: false,
  maxIntervalMs: 60_000,
  timeoutMs: 1_000,
  softFail: false,
};

function sensorLab(poke: (asked: number, context: TaskContext) => unknown): Lab {
  let asked = 0;
  const body = bodyOf((_input, context) => poke(++asked, context), { output: z.any() });
  return labOf({ ...body, kind: 'sensor' });
}

function askOf(options: Partial<TaskCall['options']> = {}, poke = POKE): TaskCall {
  return { ...callOf({ options }), poke };
}

const logOf = async (lab: Lab, attempt = 1): Promise<readonly string[]> =>
  (await readLog(lab.stores.objects, logKey(KEY, { generation: 1, attempt }))).lines.map(
    ({ message }) => message,
  );

describe('a poke', () => {
  it.each([undefined, false])('that gives %s is asked again after its interval', async (answer) => {
    const lab = sensorLab(() => answer);
    const failure = await failureOf(lab.attempt(askOf()));
    expect(failure).toMatchObject({ type: 'NotReady', nonRetryable: false, nextRetryDelay: 5_000 });
    expect(await lab.stores.runs.getInstance(KEY)).toMatchObject({
      state: 'up_for_reschedule',
      tryNumber: 1,
      error: { type: 'NotReady', pokes: 1 },
    });
  });

  it.each([null, 0, '', { at: 3 }])('that gives %j is an answer', async (answer) => {
    await expect(sensorLab(() => answer).attempt(askOf())).resolves.toMatchObject({
      kind: 'success',
      output: { value: answer },
    });
  });

  it('waits twice as long each time up to the limit when it is to grow', () => {
    const growing = { ...POKE, exponential: true };
    expect([1, 2, 3, 5, 2_000].map((pokes) => pokeDelayMs(pokes, growing))).toEqual([
      5_000, 10_000, 20_000, 60_000, 60_000,
    ]);
    expect(pokeDelayMs(7, POKE)).toBe(5_000);
  });

  it('has a time limit of its own, and uses up a try when it exceeds it', async () => {
    const lab = sensorLab((_asked, { signal }) => endOf(signal));
    const failure = await failureOf(lab.attempt(askOf({}, { ...POKE, timeoutMs: 20 })));
    expect(failure).toMatchObject({ type: 'AttemptTimeout', nonRetryable: true });
    expect(failure.message).toContain('0.02 s');
  });
});

describe('the pokes of a sensor', () => {
  it('are one row and one try, counted, whatever Temporal counts', async () => {
    const lab = sensorLab((asked) => (asked < 9 ? undefined : { rows: 3 }));
    for (let attempt = 1; attempt < 9; attempt++)
      await failureOf(lab.attempt(askOf(), { attempt }));
    expect(await lab.stores.runs.listAttempts(KEY)).toMatchObject([
      { tryNumber: 1, state: 'up_for_reschedule', error: { pokes: 8 } },
    ]);
    await expect(lab.attempt(askOf(), { attempt: 9 })).resolves.toMatchObject({
      kind: 'success',
      output: { value: { rows: 3 } },
      attempt: 1,
    });
    expect(await lab.stores.runs.listAttempts(KEY)).toMatchObject([
      { tryNumber: 1, state: 'success', error: null },
    ]);
  });

  it('go on in the same row when the sensor is started again in its generation', async () => {
    const lab = sensorLab((asked) => asked > 3);
    await failureOf(lab.attempt(askOf(), { attempt: 1 }));
    await failureOf(lab.attempt(askOf(), { attempt: 2 }));
    await failureOf(lab.attempt(askOf(), { attempt: 1 }));
    expect(await lab.stores.runs.listAttempts(KEY)).toMatchObject([{ error: { pokes: 3 } }]);
    await expect(lab.attempt(askOf(), { attempt: 2 })).resolves.toMatchObject({ kind: 'success' });
  });

  it('that throw use up the tries of the author, each with a row', async () => {
    const lab = sensorLab((asked) => {
      if (asked % 2 === 0) throw new Error(`broken ${asked}`);
      return undefined;
    });
    const call = askOf({ retries: 1, retryDelayMs: 100, maxRetryDelayMs: 100 });
    const ends: unknown[] = [];
    for (let attempt = 1; attempt <= 4; attempt++) {
      const { type, nonRetryable } = await failureOf(lab.attempt(call, { attempt }));
      ends.push([type, nonRetryable]);
    }
    expect(ends).toEqual([
      ['NotReady', false],
      ['TaskFailed', false],
      ['NotReady', false],
      ['TaskFailed', true],
    ]);
    expect(await lab.stores.runs.listAttempts(KEY)).toMatchObject([
      { state: 'up_for_retry', tryNumber: 1 },
      { state: 'failed', tryNumber: 2 },
    ]);
  });

  it('leave no second answer: what one has told is told again', async () => {
    const lab = sensorLab((asked) => ({ asked }));
    await lab.attempt(askOf(), { attempt: 1 });
    await expect(lab.attempt(askOf(), { attempt: 2 })).resolves.toMatchObject({
      output: { value: { asked: 1 } },
    });
  });

  it('have one short log: the first, every change, and the end', async () => {
    const lab = sensorLab((asked, { log }) => {
      log.info(asked < 5 ? 'nothing there' : 'half of it is there');
      return asked < 8 ? undefined : true;
    });
    for (let attempt = 1; attempt <= 7; attempt++)
      await failureOf(lab.attempt(askOf(), { attempt }));
    await lab.attempt(askOf(), { attempt: 8 });
    expect(await logOf(lab)).toEqual([
      'Try 1 of 1 on test-worker.',
      'nothing there',
      'Not ready after 1 poke. It is asked again in 5 s.',
      'half of it is there',
      'Not ready after 5 pokes. It is asked again in 5 s.',
      'half of it is there',
      expect.stringMatching(/^Succeeded in \d+ ms\.$/),
    ]);
  });
});

function endOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
