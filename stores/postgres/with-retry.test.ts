import { describe, expect, it } from 'vitest';
import { isTransient, withRetry } from './with-retry.ts';

const FAST = { totalMs: 200, firstDelayMs: 1, maxDelayMs: 5 };

describe('withRetry', () => {
  it('tries again after a lost connection, and returns the answer', async () => {
    let tries = 0;
    const work = async (): Promise<string> => {
      tries += 1;
      if (tries < 4) throw new Error('Connection terminated unexpectedly');
      return 'done';
    };
    expect(await withRetry(work, FAST)).toBe('done');
    expect(tries).toBe(4);
  });

  it('does not try again what would fail again', async () => {
    let tries = 0;
    const work = async (): Promise<never> => {
      tries += 1;
      throw Object.assign(new Error('duplicate key'), { code: '23505' });
    };
    await expect(withRetry(work, FAST)).rejects.toThrow('duplicate key');
    expect(tries).toBe(1);
  });

  it('gives up with the last fault once its time is over', async () => {
    const started = Date.now();
    const work = async (): Promise<never> => {
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    };
    await expect(withRetry(work, FAST)).rejects.toThrow('ECONNREFUSED');
    expect(Date.now() - started).toBeLessThan(1000);
  });

  it('knows the faults that pass from those that stay', () => {
    const coded = (code: string): Error => Object.assign(new Error('x'), { code });
    for (const code of ['57P01', '57P03', '40001', '40P01', '08006', '53300', 'ECONNRESET']) {
      expect(isTransient(coded(code)), code).toBe(true);
    }
    for (const code of ['23505', '42P01', '28P01', '3D000', '22021', '53100', '57014']) {
      expect(isTransient(coded(code)), code).toBe(false);
    }
    // How Node reports a refused connection to a name with two addresses.
    expect(isTransient(new AggregateError([coded('ECONNREFUSED')]))).toBe(true);
    expect(isTransient('text')).toBe(false);
  });
});
