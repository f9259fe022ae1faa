import { describe, expect, it } from 'vitest';
import { bodyOf, callOf, failureOf, labOf } from '../testing/task-fixture.ts';
import { retryDelayMs } from './retry-delay.ts';

class HttpError extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`status ${status}`);
    this.name = new.target.name;
    this.status = status;
  }
}
class NotFound extends HttpError {}
class Busy extends HttpError {}

const throwing = (thrown: () => Error) =>
  labOf(
    bodyOf(() => {
      throw thrown();
    }),
  );
const DELAYS = { retryDelayMs: 1_000, retryBackoff: 3, maxRetryDelayMs: 20_000 };

describe('the wait before a try', () => {
  it('grows by its factor up to its cap, the same every time without jitter', () => {
    expect([1, 2, 3, 4].map((tries) => retryDelayMs(tries, DELAYS))).toEqual([
      1_000, 3_000, 9_000, 20_000,
    ]);
  });

  it('is moved by chance either way, by the share that was given', () => {
    const jittered = { ...DELAYS, retryJitter: 0.25 };
    expect([0, 0.5, 1].map((chance) => retryDelayMs(2, jittered, () => chance))).toEqual([
      2_250, 3_000, 3_750,
    ]);
    const all = Array.from({ length: 200 }, () => retryDelayMs(4, jittered));
    expect(Math.min(...all)).toBeGreaterThanOrEqual(15_000);
    expect(Math.max(...all)).toBeLessThanOrEqual(25_000);
    expect(new Set(all).size).toBeGreaterThan(10);
  });

  it('is never nothing', () => {
    expect(retryDelayMs(1, { ...DELAYS, retryDelayMs: 0 })).toBe(1);
    expect(retryDelayMs(1, { ...DELAYS, retryJitter: 1 }, () => 0)).toBe(1);
  });
});

describe('rules by error', () => {
  const retryRules = [
    { on: 'NotFound', retry: false },
    { on: 'Busy', retry: true, afterMs: 7_000 },
    { on: 'HttpError', retry: true },
  ];
  const options = { retries: 3, retryDelayMs: 50, retryBackoff: 1, retryRules };

  it('end a task at once where they say so', async () => {
    const failure = await failureOf(throwing(() => new NotFound(404)).attempt(callOf({ options })));
    expect(failure).toMatchObject({ nonRetryable: true });
  });

  it('give the wait of a kind of error, and the task its own to the others', async () => {
    const lab = throwing(() => new Busy(429));
    expect(await failureOf(lab.attempt(callOf({ options })))).toMatchObject({
      nextRetryDelay: 7_000,
    });
    const other = throwing(() => new HttpError(500));
    expect(await failureOf(other.attempt(callOf({ options })))).toMatchObject({
      nextRetryDelay: 50,
    });
  });

  it('count before the list of what is not retried, and know the classes an error was made from', async () => {
    const listed = { ...options, nonRetryable: ['HttpError', 'Busy'] };
    const lab = throwing(() => new Busy(429));
    expect(await failureOf(lab.attempt(callOf({ options: listed })))).toMatchObject({
      nonRetryable: false,
    });
    const unruled = { ...listed, retryRules: [] };
    const missing = throwing(() => new NotFound(404));
    expect(await failureOf(missing.attempt(callOf({ options: unruled })))).toMatchObject({
      nonRetryable: true,
    });
  });

  it('can name a failure of the engine, and never give more tries than there are', async () => {
    const lab = labOf(bodyOf(() => () => 1));
    const ruled = { retryRules: [{ on: 'InvalidOutput', retry: true }], retries: 1 };
    expect(await failureOf(lab.attempt(callOf({ options: ruled })))).toMatchObject({
      type: 'InvalidOutput',
      nonRetryable: false,
    });
    const last = callOf({ options: { ...ruled, retries: 0 }, path: 'last' });
    expect(await failureOf(lab.attempt(last))).toMatchObject({ nonRetryable: true });
  });

  it('give way to what the code says about its wait', async () => {
    const lab = labOf(bodyOf((_input, { fail }) => fail('busy', { after: '3m' })));
    const ruled = { ...options, retryRules: [{ on: 'TaskFailed', retry: true, afterMs: 5 }] };
    expect(await failureOf(lab.attempt(callOf({ options: ruled })))).toMatchObject({
      nextRetryDelay: 180_000,
    });
  });
});
