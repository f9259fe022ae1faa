import { describe, expect, test } from 'vitest';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { openBook, type RunOptions } from './create-run.ts';
import { drain } from './drain.ts';
import { enqueueAll } from './enqueue.ts';
import { look } from './look.ts';
import type { RunBook } from './run-book.ts';
import { takeEvent } from './take-event.ts';
import { map, output, plan, region, task, TestRun, value } from './testing/plan-words.ts';

const chain = (length: number): CompiledPlan =>
  plan(Array.from({ length }, (_, at) => task(`t${at}`, at > 0 ? [`t${at - 1}`] : [])));

const time = '2026-01-01T00:00:00.000Z';
const begin = (of: CompiledPlan): RunBook => {
  const dataInterval = { start: time, end: time };
  const facts = { dagId: 'demo', runId: 'r', runType: 'manual', isLatest: true } as const;
  const run: RunOptions['run'] = { ...facts, logicalDate: time, dataInterval };
  const book = openBook({ plan: of, run, params: {}, events: {} });
  book.started = true;
  enqueueAll(book.root);
  looks(book);
  return book;
};
/** How many instances are looked at until the run has come to rest. */
function looks(book: RunBook): number {
  let count = 0;
  drain(book, book.root, (of, instance) => {
    count += 1;
    look(of, instance);
  });
  return count;
}
function looksAfter(book: RunBook, path: string): number {
  takeEvent(book, { type: 'succeeded', path, output: { kind: 'inline', value: null } });
  return looks(book);
}

describe('what one event costs', () => {
  test('hangs on what follows from it, and not on the size of the plan', () => {
    expect(looksAfter(begin(chain(10_000)), 't0')).toBe(looksAfter(begin(chain(10)), 't0'));
  });

  test('in an item of a map hangs on that item, and not on how many there are', () => {
    const mapped = (count: number): CompiledPlan => {
      const items = value(Array.from({ length: count }, (_, at) => at));
      const body = region([task('m.a'), task('m.b', ['m.a'])], output('m.b'));
      return plan([map('m', items, body)], output('m'));
    };
    const small = looksAfter(begin(mapped(10)), 'm[3].a');
    expect(looksAfter(begin(mapped(10_000)), 'm[3].a')).toBe(small);
    expect(small).toBeLessThan(5);
  });

  test('a task behind 1,000 others is looked at once for each of them', () => {
    const ids = Array.from({ length: 1_000 }, (_, at) => `f${at}`);
    const book = begin(plan([...ids.map((id) => task(id)), task('join', ids)]));
    const all = ids.map((id) => looksAfter(book, id));
    expect(Math.max(...all)).toBe(1);
  });
});

describe('depth', () => {
  test('a chain of 100,000 tasks fails from end to end without running out of stack', () => {
    const run = new TestRun(chain(100_000)).fail('t0');
    expect(run.finish).toMatchObject({ state: 'failed' });
    expect(run.last.transitions).toHaveLength(100_000);
  });
});
