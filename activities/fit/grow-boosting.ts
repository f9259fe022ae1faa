import { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import {
  fitBoostedClassifierOnThreads,
  fitBoostedRegressionOnThreads,
  type BoostedRound,
  type BoostingInTurns,
} from '../../ml/boosting/boosting-on-threads.ts';
import { raiseScores, startBehind, type BoostedRounds } from '../../ml/boosting/boosting-start.ts';
import type { ValueTree } from '../../ml/boosting/gradient-tree.ts';
import { selectRows } from '../../ml/data/matrix.ts';
import { balancedRowWeights } from '../../ml/data/row-weights.ts';
import type { Estimator } from '../../ml/model/estimator.ts';
import { fromTypedJson, toTypedJson } from '../../ml/model/typed-json.ts';
import { sha256Of } from '../data/content.ts';
import { prefixed } from '../train/prefixed.ts';
import type { EstimatorSpec } from './estimator-spec.ts';
import type { FittingData, FittingPart } from './fitting-data.ts';
import { LearningPoint, type FitWatch } from './learning-curve.ts';
import { roundMetrics } from './round-metrics.ts';
import { labelledOf } from './target.ts';

const Progress = z.object({
  of: z.string(),
  grown: z.string(),
  curve: z.array(LearningPoint),
});
/** Rounds between two checkpoints, and milliseconds, whichever comes first; a kill costs no more. */
const CHECKPOINT_ROUNDS = 50;
const CHECKPOINT_MS = 10_000;
/** No fit is measured more often on its way. */
const MOST_POINTS = 100;
/** Rows of the training part that are measured; the validation part is measured whole. */
const MOST_ROWS = 10_000;

type BoostingSpec = Extract<EstimatorSpec, { kind: 'boosting' }>;

/**
 * Boosts, and keeps the rounds done so far every 50 rounds or 10 seconds; a new attempt goes on from
 * there and ends with the same bits. A hundredth of the rounds apart it is measured, tracked, and
 * told to the trial it is about.
 */
export async function growBoosting(
  ctx: TaskContext,
  spec: BoostingSpec,
  data: FittingData,
): Promise<Estimator> {
  const { features, target } = data;
  const of = sha256Of(JSON.stringify([spec, data.of]));
  const grown = await loadGrown(ctx, of, data.watch);
  const options = optionsOf(ctx, spec, grown, watching(ctx, spec, data, { of, grown }));
  if (target.task === 'regression') {
    const boosting = await fitBoostedRegressionOnThreads(features, target.values, options);
    return { kind: 'boosting', boosting };
  }
  const rows = labelledOf(features, target);
  const weights = spec.balanced ? { rowWeights: balancedRowWeights(rows) } : {};
  const boosting = await fitBoostedClassifierOnThreads(rows, { ...options, ...weights });
  return { kind: 'boosting', boosting };
}

function optionsOf(
  ctx: TaskContext,
  { rounds, learningRate, maxLeaves, maxDepth, minLeafRows, l2 }: BoostingSpec,
  grown: BoostedRounds,
  afterRound: NonNullable<BoostingInTurns['afterRound']>,
): BoostingInTurns {
  return {
    ...{ rounds, learningRate, maxLeaves, minLeafRows, l2, signal: ctx.signal, grown, afterRound },
    ...(maxDepth === undefined ? {} : { maxDepth }),
  };
}

/** What is done behind each round. */
function watching(
  ctx: TaskContext,
  { rounds }: BoostingSpec,
  data: FittingData,
  { of, grown }: { readonly of: string; readonly grown: BoostedRounds },
): NonNullable<BoostingInTurns['afterRound']> {
  const { watch } = data;
  const all: (readonly ValueTree[])[] = [...grown];
  const measure = measuring(data, all);
  const apart = Math.ceil(rounds / MOST_POINTS);
  let saved = performance.now();
  return async (done) => {
    const { round, trees } = done;
    const measured = measure(done);
    all.push(trees);
    const tells = round % apart === 0 || round === rounds;
    if (tells) {
      const { loss, validation } = measured();
      watch.add({ step: round, train: { loss }, validation });
      ctx.heartbeat({ round, of: rounds, loss });
      ctx.track.metrics({ loss, ...prefixed('validation', validation) }, { step: round });
    }
    const due = round % CHECKPOINT_ROUNDS === 0 || performance.now() - saved >= CHECKPOINT_MS;
    if (due && round < rounds) {
      await ctx.checkpoint.save({ of, grown: toTypedJson(all), curve: watch.points });
      saved = performance.now();
    }
    if (tells) await watch.tell();
  };
}

type Measure = () => {
  readonly loss: number;
  readonly validation: Readonly<Record<string, number>>;
};

/** Follows the scores of both parts from round to round. @param before rounds done before the first */
function measuring(
  { features, target, validation }: FittingData,
  before: BoostedRounds,
): (done: BoostedRound) => Measure {
  const parts = [sampleOf({ features, target }), validation];
  let scores: readonly (readonly Float64Array[])[] | undefined;
  return ({ trees, baseline }) => {
    scores ??= parts.map((part) => startBehind(part.features, baseline, before).scores);
    const [train = [], held = []] = scores;
    parts.forEach((part, at) => raiseScores(at === 0 ? train : held, trees, part.features));
    return () => ({
      loss: roundMetrics(train, parts[0]?.target ?? target)['loss'] ?? NaN,
      validation: roundMetrics(held, validation.target),
    });
  };
}

/** Rows evenly apart, so many that measuring costs little. */
function sampleOf({ features, target }: FittingPart): FittingPart {
  const step = Math.ceil(features.rows / MOST_ROWS);
  if (step <= 1) return { features, target };
  const rows = Array.from({ length: Math.floor(features.rows / step) }, (_, at) => at * step);
  const some =
    target.task === 'regression'
      ? { ...target, values: Float64Array.from(rows, (row) => target.values[row] ?? NaN) }
      : { ...target, labels: Int32Array.from(rows, (row) => target.labels[row] ?? 0) };
  return { features: selectRows(features, rows), target: some };
}

async function loadGrown(ctx: TaskContext, of: string, watch: FitWatch): Promise<BoostedRounds> {
  const progress = await ctx.checkpoint.load(Progress);
  if (progress?.of !== of) return [];
  // Saved by this task for the same rows and settings, above as `grown`.
  const grown = fromTypedJson(progress.grown) as BoostedRounds;
  watch.goOn(progress.curve);
  ctx.log.info(`Going on behind round ${grown.length} of an earlier attempt.`);
  return grown;
}
