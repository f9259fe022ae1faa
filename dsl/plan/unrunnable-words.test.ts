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
} from '../index.ts';
import { unrunnableWords } from './unrunnable-words.ts';

const step = task({ name: 'step', output: z.object({ n: z.number() }), run: () => ({ n: 1 }) });
const ready = sensor({ name: 'ready', poke: () => false });
const orders = asset({ name: 'orders', uri: 's3://o', payload: z.object({ n: z.number() }) });
const labelled = event({ name: 'labelled', payload: z.object({ batch: z.string() }) });
const child = dag({ id: 'child' }, () => void step());

describe('unrunnableWords', () => {
  test('names every word that compiles and is not run, also inside of regions', () => {
    const { plan } = dag({ id: 'd', schedule: allOf({ orders }) }, ({ run }) => {
      map([1], () => void ready());
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
        { setup: () => step({}, { id: 'up' }), teardown: () => {} },
        () => void step({}, { id: 'work' }),
      );
      runDag(child, {});
      triggerDag(child, {}, { id: 'again' });
      waitUntil(shift(run.logicalDate, '1h'));
      waitForEvent(labelled);
      approval({ subject: 'x' });
    });
    const found = unrunnableWords(plan);
    expect(found.map(({ word }) => word)).toEqual([
      'allOf',
      'sensor',
      'repeat',
      'withResource',
      'runDag',
      'triggerDag',
      'waitUntil',
      'waitForEvent',
      'approval',
    ]);
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['DAG090']));
    expect(found[1]).toMatchObject({ severity: 'fault', node: 'ready' });
    expect(found[0]?.node).toBe('');
  });

  test('names options that would be ignored, as faults where that changes what runs', () => {
    const { plan } = dag(
      { id: 'd', failFast: true, timeout: '1h', maxActiveTasks: 3, onFailure: () => {} },
      () =>
        void step(
          {},
          {
            pool: 'p',
            priority: 1,
            queueTimeout: '1m',
            totalTimeout: '1h',
            onRetry: () => {},
            outlets: [orders],
            resources: { gpu: 1 },
          },
        ),
    );
    const found = unrunnableWords(plan);
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['DAG091']));
    const severities = Object.fromEntries(found.map(({ word, severity }) => [word, severity]));
    expect(severities).toEqual({
      maxActiveTasks: 'fault',
      timeout: 'fault',
      failFast: 'fault',
      'onSuccess, onFailure': 'fault',
      pool: 'fault',
      priority: 'note',
      totalTimeout: 'fault',
      queueTimeout: 'fault',
      resources: 'note',
      'on… callbacks': 'fault',
      outlets: 'fault',
    });
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
