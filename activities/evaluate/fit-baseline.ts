import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import type { Prediction } from '../../ml/model/model.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { readDataset } from '../data/dataset-store.ts';
import { targetOf, type Target } from '../fit/target.ts';
import { baselineOf } from '../problem/problem-card.ts';
import { Problem } from '../problem/problem.ts';
import { Metrics } from '../train/candidate.ts';
import { measure } from './measure.ts';

/** What is said without looking at any feature. */
export const Baseline = z.object({
  kind: z.enum(['majority', 'mean', 'median']),
  /** Of a classification: the labels, and the share of each in the training part. */
  classes: z.array(z.union([z.number(), z.string()])),
  shares: z.array(z.number()),
  /** Of a regression: what is always said. */
  value: z.number().nullable(),
  trainedOn: z.object({ sha256: z.string(), rows: z.int() }),
  validation: z.object({ rows: z.int(), metrics: Metrics }),
});
export interface Baseline extends z.output<typeof Baseline> {}

/**
 * What any model must beat, and whether there is enough to learn from: fewer rows to train on than
 * the problem asks for end the run before anything is trained.
 */
export const fitBaseline = task({
  name: 'fit_baseline',
  input: z.object({ problem: Problem, train: DatasetRef, validation: DatasetRef }),
  output: Baseline,
  run: async ({ problem, train, validation }, ctx) => {
    const { minTrainRows, target } = problem;
    if (train.rows < minTrainRows) {
      return ctx.fail(
        `There are ${train.rows} rows to train on; the problem "${problem.name}" asks for ${minTrainRows} at least.`,
        { retry: false },
      );
    }
    const truth = targetOf(await readDataset(ctx, train), target, problem.task);
    const kind = baselineOf(problem);
    const learned = {
      ...learn(kind, truth),
      trainedOn: { sha256: train.sha256, rows: train.rows },
    };
    const table = await readDataset(ctx, validation);
    const asked = targetOf(table, target, problem.task, learned.classes);
    const metrics = measure(baselinePrediction(learned, table.rows), asked);
    ctx.log.info(
      `A baseline that says ${kind} reaches ${problem.metric} ${metrics[problem.metric] ?? '–'}.`,
    );
    ctx.track.params({ kind: `baseline_${kind}`, target });
    return { ...learned, validation: { rows: table.rows, metrics } };
  },
});

type Learned = Pick<Baseline, 'kind' | 'classes' | 'shares' | 'value'>;

function learn(kind: Baseline['kind'], truth: Target): Learned {
  if (truth.task === 'regression') {
    return { kind, classes: [], shares: [], value: centreOf(kind, truth.values) };
  }
  const counts = new Array<number>(truth.classes.length).fill(0);
  for (const label of truth.labels) counts[label] = (counts[label] ?? 0) + 1;
  const shares = counts.map((count) => count / truth.labels.length);
  return { kind, classes: [...truth.classes], shares, value: null };
}

function centreOf(kind: Baseline['kind'], values: Float64Array): number {
  if (kind !== 'median') return values.reduce((sum, value) => sum + value, 0) / values.length;
  const sorted = values.slice().sort();
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** What the baseline says of any rows. */
export function baselinePrediction({ classes, shares, value }: Learned, rows: number): Prediction {
  if (value !== null) return { task: 'regression', values: new Float64Array(rows).fill(value) };
  const commonest = shares.indexOf(Math.max(...shares));
  return {
    task: 'classification',
    labels: new Int32Array(rows).fill(commonest),
    probabilities: Float64Array.from(
      { length: rows * classes.length },
      (_, at) => shares[at % classes.length] ?? 0,
    ),
  };
}
