import { expect, test } from 'vitest';
import type { PassedVerb } from '../protocol/shard-input.ts';
import { VerbDesk } from './verb-desk.ts';

const passed = (serial: number): PassedVerb => ({
  kind: 'verb',
  serial,
  generation: serial + 2,
  verb: { type: 'clear', selection: { paths: [`m[${serial}]`] } },
});

test('takes each verb once and in order, however often and in whatever order they come', () => {
  const taken: number[] = [];
  const desk = new VerbDesk(({ serial }) => taken.push(serial) > 0);
  for (const serial of [1, 0, 0, 3, 1, 2]) desk.submit(passed(serial));
  expect(taken).toEqual([0, 1, 2, 3]);
  expect(desk.taken).toBe(4);
});

test('counts none behind one that could not be taken', () => {
  let open = true;
  const desk = new VerbDesk(({ serial }) => open && serial !== 1);
  for (const serial of [0, 1, 2]) desk.submit(passed(serial));
  open = false;
  desk.submit(passed(3));
  expect(desk.taken).toBe(1);
});
