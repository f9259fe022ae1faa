/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { shift, waitForEvent, waitUntil } from '../index.ts';
import { A, E, ingest, raw, run } from './fixtures.test-d.ts';

waitUntil(shift(run.dataInterval.end, '-2h'));
waitUntil('2026-01-01T00:00:00Z');
const e = waitForEvent(E, { where: { batch: raw.uri }, timeout: '7d', softFail: true });
ingest({ url: e.batch });
waitForEvent(A);

// @ts-expect-error
waitForEvent(E, { where: { bacth: 'x' } });
// @ts-expect-error
waitForEvent(E, { where: { n: 'x' } });
// @ts-expect-error
waitForEvent('labels');
// @ts-expect-error
waitUntil(raw.rows);
// @ts-expect-error
shift(run.logicalDate, '2 hours');
