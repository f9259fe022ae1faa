import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { workerRequest } from './request-from-flags.ts';

const given = {
  stores: { databaseUrl: 'postgres://x', objectStore: 'file:///x' },
  log: pino({ level: 'silent' }),
};
const flags = { queue: ['cpu'], dags: 'dags', device: 'auto' } as const;

describe('what a worker is told', () => {
  test('a flag wins over the variable of the same meaning, and the others stay', () => {
    const env = { PERDURE_MEMORY: '4Gi', PERDURE_LABELS: 'zone=a', PERDURE_VERSIONING: 'off' };
    const request = workerRequest({ ...flags, memory: '16Gi' }, env, given);
    expect(request.offers).toEqual({ memoryBytes: 16 * 1024 ** 3, labels: { zone: 'a' } });
    expect(request.versioned).toBe(false);
  });

  test('an address without a token is no inference server to deploy to', () => {
    expect(workerRequest(flags, { PERDURE_URL: 'http://x' }, given)).not.toHaveProperty(
      'inference',
    );
  });

  test('a size or a label that cannot be read is refused with the way to write it', () => {
    expect(() => workerRequest({ ...flags, memory: '16GB' }, {}, given)).toThrow('--memory 16Gi');
    expect(() => workerRequest({ ...flags, label: ['zone'] }, {}, given)).toThrow('--label zone=a');
  });
});
