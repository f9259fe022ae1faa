import { describe, expect, test } from 'vitest';
import { retryAfter } from './retry-after.ts';

const now = Date.parse('2026-11-21T10:00:00Z');

describe('retryAfter', () => {
  test.each([
    ['120', '2026-11-21T10:02:00.000Z'],
    [' 5 ', '2026-11-21T10:00:05.000Z'],
    ['Sat, 21 Nov 2026 10:05:00 GMT', '2026-11-21T10:05:00.000Z'],
    ['9999999999', '2026-11-22T10:00:00.000Z'],
  ])('reads %j as %s', (header, at) => {
    expect(retryAfter(header, now)?.toISOString()).toBe(at);
  });

  test.each([null, '', '0', '-5', 'soon', 'Sat, 21 Nov 2026 09:00:00 GMT'])(
    'has nothing to say for %j',
    (header) => {
      expect(retryAfter(header, now)).toBeUndefined();
    },
  );
});
