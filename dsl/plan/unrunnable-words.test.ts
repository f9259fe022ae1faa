import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  allOf,
  approval,
  asset,
  dag,
  event,
  gte,
  map,
  repeat,
  runDag,
  sensor,
  shift,
  task,
  triggerDag,
  waitForEvent,
  waitUntil,
  withResource,
  type Plan,
} from '../index.ts';
import { DAG_SETTINGS_NOT_RUN, TASK_OPTIONS_NOT_RUN, WORDS_NOT_RUN } from './not-run-yet.ts';
import { unrunnableWords } from './unrunnable-words.ts';

const step = task({ name: 'step', output: z.object({ n: z.number() }), run: () => ({ n: 1 }) });
const ready = sensor({ name: 'ready', poke: () => false });
const orders = asset({ name: 'orders', uri: 's3://o', payload: z.object({ n: z.number() }) });
const labelled = event({ name: 'labelled', payload: z.object({ batch: z.string() }) });
const child = dag({ id: 'child' }, () => void step());

/** Every word there is. */
function everything(): Plan {
  return dag({ id: 'd', schedule: allOf({ orders }) }, ({ run }) => {
    map([1], () => void ready({}, { pool: 'p' }));
    repeat(
      {
        state: z.object({ n: z.number() }),
        initial: { n: 0 },
        until: (s) => gte(s.n, 1),
        maxIterations: 2,
      },
      () => ({ n: step({}, { id: 'loop' }).n }),
    );
    withResource(
      { setup: () => step({}, { id: 'up' }), teardown: () => void step({}, { id: 'down' }) },
      () => void step({}, { id: 'work' }),
    );
    runDag(child, {});
    triggerDag(child, {}, { id: 'again', pool: 'p' });
    waitUntil(shift(run.logicalDate, '1h'));
    waitForEvent(labelled);
    approval({ subject: 'x' });
  }).plan;
}

describe('unrunnableWords', () => {
  test('refuses schedules by assets, by the name of the word', () => {
    expect(unrunnableWords(everything())[0]).toMatchObject({
      ...{ code: 'DAG090', severity: 'fault', word: 'allOf', node: '' },
    });
  });

  test('names the words that this version compiles and does not run, and no other', () => {
    const found = unrunnableWords(everything()).filter(({ code }) => code === 'DAG090');
    const words = ['sensor', 'repeat', 'withResource', 'runDag', 'triggerDag'];
    const all = [...words, 'waitUntil', 'waitForEvent', 'approval'];
    const known: readonly string[] = WORDS_NOT_RUN;
    expect(found.map(({ word }) => word)).toEqual([
      'allOf',
      ...all.filter((word) => known.includes(word)),
    ]);
  });

  test('looks at the options of everything that has options, inside of regions too', () => {
    const pools = unrunnableWords(everything()).filter(({ word }) => word === 'pool');
    expect(pools.map(({ node, severity }) => [node, severity])).toEqual([
      ['ready', 'fault'],
      ['again', 'fault'],
    ]);
  });

  test('names options that would be ignored, as faults where that changes what runs', () => {
    const { plan } = dag(
      { id: 'd', failFast: true, timeout: '1h', maxActiveTasks: 3, onFailure: () => {} },
      () =>
        void step(
          {},
          {
            ...{ pool: 'p', priority: 1, queueTimeout: '1m', totalTimeout: '1h', cache: true },
            ...{ outputTtl: '1d', retryJitter: 0.5, retryRules: [{ on: 'X' }] },
            ...{ onRetry: () => {}, outlets: [orders], resources: { gpu: 1 } },
          },
        ),
    );
    const found = unrunnableWords(plan);
    const severities = Object.fromEntries(found.map(({ word, severity }) => [word, severity]));
    const notRun = [DAG_SETTINGS_NOT_RUN, TASK_OPTIONS_NOT_RUN].flatMap((table) =>
      Object.values(table),
    );
    expect(severities).toEqual(
      Object.fromEntries(notRun.map(({ option, severity }) => [option, severity])),
    );
    expect(severities).toMatchObject({ pool: 'fault', priority: 'note' });
  });

  test('finds nothing in what this version runs', () => {
    const { plan } = dag(
      { id: 'd', schedule: '@daily', catchup: true, startDate: '2026-01-01', maxActiveRuns: 1 },
      () => {
        map(
          [1],
          () => step({}, { retries: 2, timeout: '1h', queue: 'gpu', isolation: 'process' }),
          { maxParallel: 2 },
        );
      },
    );
    expect(unrunnableWords(plan)).toEqual([]);
  });
});
