import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dag, task } from '../../dsl/index.ts';
import { choice, integer, real, variant } from '../../ml/tuning/space/search-space.ts';
import { memoryStores } from '../../stores/memory-stores.ts';
import { testDag } from '../../workers/testing/index.ts';
import { reportTrial } from './report-trial.ts';
import { TrialRecord } from './study-state.ts';
import { TrialHandle } from './trial-handle.ts';
import { tune, type TuneOptions } from './tune.ts';

const space = { x: real(-1, 1), n: integer(1, 5), kind: choice(['a', 'b']) };
type Space = typeof space;
const small = { space, trials: 8, metric: 'loss', direction: 'minimize' } as const;
const bowl = task({
  name: 'bowl',
  input: z.object({ x: z.number(), n: z.int(), kind: z.enum(['a', 'b']) }),
  output: z.object({ loss: z.number(), model: z.string() }),
  run: ({ x, n, kind }) => ({
    loss: x * x + (n - 3) ** 2 + (kind === 'a' ? 0 : 1),
    model: `${kind}${n}`,
  }),
});
const Found = z.object({
  best: z.object({
    number: z.int(),
    params: z.object({ x: z.number(), n: z.int(), kind: z.enum(['a', 'b']) }),
    value: z.number(),
    output: z.object({ model: z.string() }),
  }),
  ...{ complete: z.int(), pruned: z.int(), failed: z.int(), trials: z.string() },
});
type Run = Awaited<ReturnType<typeof testDag>>;

const searching = (options: TuneOptions<Space, 'loss'>): ReturnType<typeof dag> =>
  dag({ id: 'searching' }, () =>
    tune(options, ({ params }) => bowl({ x: params.x, n: params.n, kind: params.kind })),
  );
const countOf = (run: Run, name: string, state: string): number =>
  run.instances.filter((each) => each.path.endsWith(name) && each.state === state).length;

async function trialsOf(
  stores: ReturnType<typeof memoryStores>,
  uri: string,
): Promise<readonly TrialRecord[]> {
  const hash = uri.slice('artifact://'.length).split('/')[0] ?? '';
  const bytes = await stores.objects.get(`data/${hash.slice(0, 2)}/${hash}.bin`);
  return z.array(TrialRecord).parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}

describe('a study', () => {
  it('gives the best of its trials, with its parameters and what its body returned', async () => {
    const stores = memoryStores();
    const run = await testDag(searching({ ...small, parallel: 3 }), { stores });
    expect(run.state).toBe('success');
    const found = Found.parse(run.result);
    const { params, value, output, number } = found.best;
    expect(output.model).toBe(`${params.kind}${params.n}`);
    const trials = await trialsOf(stores, found.trials);
    expect(trials.map((trial) => trial.number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(Math.min(...trials.map((trial) => trial.value ?? Infinity))).toBe(value);
    expect(trials[number]?.params).toEqual(params);
    expect(run.instances.filter(({ path }) => path.endsWith('.suggest'))).toHaveLength(3);
  });

  it('suggests the same from the same seed, and otherwise from another', async () => {
    const first = Found.parse((await testDag(searching({ ...small, seed: 3 }))).result);
    const again = Found.parse((await testDag(searching({ ...small, seed: 3 }))).result);
    const other = Found.parse((await testDag(searching({ ...small, seed: 4 }))).result);
    expect(again.trials).toBe(first.trials);
    expect(other.trials).not.toBe(first.trials);
  });

  it('goes on after failed trials and counts them; their run succeeds', async () => {
    const brittle = task({
      name: 'brittle',
      input: z.object({ x: z.number() }),
      output: z.object({ loss: z.number() }),
      run: ({ x }, ctx) => (x > 0 ? ctx.fail('Too steep.', { retry: false }) : { loss: -x }),
    });
    const failing = dag({ id: 'failing' }, () =>
      tune({ ...small, space: { x: real(-1, 1) }, trials: 12 }, ({ params }) =>
        brittle({ x: params.x }),
      ),
    );
    const run = await testDag(failing);
    const { best, complete, failed } = Found.extend({
      best: z.object({ value: z.number() }),
    }).parse(run.result);
    expect(run.state).toBe('success');
    expect(best.value).toBeGreaterThanOrEqual(0);
    expect(failed).toBeGreaterThan(0);
    expect([complete, failed]).toEqual([
      countOf(run, '.brittle', 'success'),
      countOf(run, '.brittle', 'failed'),
    ]);
    expect(complete + failed).toBe(12);
  });

  it('fails, and says why, when no trial has a value', async () => {
    const hopeless = task({
      name: 'hopeless',
      input: z.object({ x: z.number() }),
      output: z.object({ loss: z.number() }),
      run: (_, ctx) => ctx.fail('No.', { retry: false }),
    });
    const lost = dag({ id: 'lost' }, () =>
      tune({ ...small, space: { x: real(-1, 1) }, trials: 4 }, ({ params }) =>
        hopeless({ x: params.x }),
      ),
    );
    const run = await testDag(lost);
    expect(run.state).toBe('failed');
    expect(run.errors.join()).toContain('None of 4 trials has a value: 4 failed, 0 were pruned.');
  });

  it('ends early when a grid is used up', async () => {
    const run = await testDag(
      dag({ id: 'gridded' }, () =>
        tune(
          {
            space: { n: integer(1, 3), kind: choice(['a', 'b']) },
            ...{ trials: 100, parallel: 4, sampler: { kind: 'grid' } },
            ...{ metric: 'loss', direction: 'minimize' },
          },
          ({ params }) => bowl({ x: 0, n: params.n, kind: params.kind }),
        ),
      ),
    );
    expect(run.result).toMatchObject({
      complete: 6,
      best: { params: { n: 3, kind: 'a' }, value: 0 },
    });
  });

  it('takes the number of trials from the params of the run', async () => {
    const asked = dag({ id: 'asked', params: { trials: z.int() } }, ({ params: { trials } }) =>
      tune({ ...small, trials }, ({ params }) =>
        bowl({ x: params.x, n: params.n, kind: params.kind }),
      ),
    );
    const run = await testDag(asked, { params: { trials: 5 } });
    expect(run.result).toMatchObject({ complete: 5 });
  });

  it('refuses a space that is none when the dag is defined', () => {
    expect(() => searching({ ...small, space: { ...space, x: real(2, 1) } })).toThrow(
      'Parameter "x"',
    );
  });

  it('gives a variant of a model as one value', async () => {
    const fit = task({
      name: 'fit',
      input: z.object({
        model: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('line'), slope: z.number() }),
          z.object({ kind: z.literal('steps'), count: z.int() }),
        ]),
      }),
      output: z.object({ score: z.number() }),
      run: ({ model }) => ({ score: model.kind === 'line' ? model.slope : model.count }),
    });
    const models = { line: { slope: real(0, 1) }, steps: { count: integer(2, 9) } };
    const varied = dag({ id: 'varied' }, () =>
      tune(
        {
          ...{ space: { model: variant(models) }, trials: 14 },
          ...{ metric: 'score', direction: 'maximize' },
        },
        ({ params }) => fit({ model: params.model }),
      ),
    );
    const run = await testDag(varied);
    expect(run.result).toMatchObject({
      complete: 14,
      best: { params: { model: { kind: 'steps' } } },
    });
  });
});

describe('a trial that reports on its way', () => {
  const epochs = 6;
  const slow = task({
    name: 'slow',
    input: z.object({ quality: z.number(), trial: TrialHandle }),
    output: z.object({ loss: z.number() }),
    run: async ({ quality, trial }, ctx) => {
      for (let step = 1; step <= epochs; step += 1) {
        await reportTrial(ctx, trial, { step, value: quality + 1 / step });
      }
      return { loss: quality };
    },
  });
  const pruning = dag({ id: 'pruning' }, () =>
    tune(
      {
        ...{ space: { quality: real(0, 10) }, trials: 20, parallel: 4 },
        ...{ metric: 'loss', direction: 'minimize', seed: 1 },
        ...{ sampler: { kind: 'random' }, pruner: { kind: 'median' } },
      },
      ({ params, handle }) => slow({ quality: params.quality, trial: handle }),
    ),
  );

  it('is stopped when it is worse than half of the others, and is no failure', async () => {
    const stores = memoryStores();
    const run = await testDag(pruning, { stores });
    const { pruned, complete, failed, trials, best } = Found.extend({
      best: z.object({ value: z.number() }),
    }).parse(run.result);
    expect([run.state, failed, pruned + complete]).toEqual(['success', 0, 20]);
    expect(pruned).toBeGreaterThan(4);
    expect(countOf(run, '.slow', 'skipped')).toBe(pruned);
    const records = await trialsOf(stores, trials);
    const Quality = z.object({ quality: z.number() });
    const least = Math.min(...records.map(({ params }) => Quality.parse(params).quality));
    expect(best.value).toBe(least);
    for (const { state, curve } of records) {
      if (state === 'complete') expect(curve).toHaveLength(epochs);
      else expect(curve.length).toBeGreaterThan(1);
    }
  });

  it('is tracked under its study, with its parameters, its value and its curve', async () => {
    const stores = memoryStores();
    const run = await testDag(pruning, { stores });
    expect(run.errors).toEqual([]);
    const experiment = await stores.tracking.experiments.getByName('pruning');
    const { items } = await stores.tracking.runs.searchRuns({
      ...{ experimentIds: [experiment?.experimentId ?? ''], view: 'ALL', maxResults: 100 },
    });
    const study = items.find(({ tags }) => tags['perdure.study'] !== undefined);
    expect(study?.params).toMatchObject({ sampler: 'random', pruner: 'median', trials: '20' });
    const below = items.filter(({ tags }) => tags['mlflow.parentRunId'] === study?.runId);
    const trials = below.filter(({ tags }) => tags['perdure.trial_state'] !== undefined);
    expect(trials).toHaveLength(20);
    for (const { params, metrics } of trials) {
      expect(Object.keys(params)).toEqual(['quality']);
      expect(metrics.map(({ key }) => key)).toEqual(['loss']);
    }
    const best = below.find(({ tags }) => tags['perdure.best_trial'] !== undefined);
    expect(best?.params['best_params']).toContain('quality');
  });
});
