import type { TaskContext } from '../../dsl/index.ts';
import { shouldPrune, type PruneQuestion } from '../../ml/tuning/prune.ts';
import type { CurvePoint } from '../../ml/tuning/trial.ts';
import { readHistory } from './trial-history.ts';
import { readCurve, writeCurve, type Curve } from './trial-curve.ts';
import type { TrialHandle } from './trial-handle.ts';

/**
 * Reports an intermediate value of a trial: to the trials beside it, to the study and to tracking.
 * When the study's pruner says that the trial promises nothing, this ends the task as skipped, and
 * the study records the trial as pruned, with this value.
 *
 * @param at.step from 1 up, such as the epoch; a retry that goes on from a checkpoint reports on
 * @param at.value of the study's metric
 */
export async function reportTrial(
  ctx: TaskContext,
  handle: TrialHandle,
  at: CurvePoint,
): Promise<void> {
  track(ctx, handle, at);
  const before = await readCurve(ctx, handle, handle.number);
  // Steps behind this one were told by an earlier try.
  const kept = (before?.points ?? []).filter(([step]) => step < at.step);
  const curve: Curve = { points: [...kept, [at.step, at.value]], pruned: false };
  // JSON has no word for a value that is no number; of the trial's end its last number is told.
  const written = Number.isFinite(at.value) ? curve : { ...curve, points: kept };
  if (await isHopeless(ctx, handle, curve)) {
    await writeCurve(ctx, handle, { ...written, pruned: true });
    ctx.skip(`Pruned at step ${at.step}: ${handle.metric} ${at.value} does not promise enough.`);
  }
  await writeCurve(ctx, handle, written);
}

function track(
  ctx: TaskContext,
  { metric, trackingRun, number }: TrialHandle,
  at: CurvePoint,
): void {
  if (Number.isFinite(at.value)) ctx.track.metrics({ [metric]: at.value }, { step: at.step });
  ctx.track.tags({ 'mlflow.parentRunId': trackingRun, 'perdure.trial': String(number) });
}

async function isHopeless(ctx: TaskContext, handle: TrialHandle, own: Curve): Promise<boolean> {
  const { pruner, direction, number } = handle;
  if (pruner === undefined) return false;
  const others = await peersOf(ctx, handle);
  return shouldPrune({ pruner, direction, number, curve: pointsOf(own.points), others });
}

/** Trials of earlier batches from the history, those beside this one from what they told so far. */
async function peersOf(ctx: TaskContext, handle: TrialHandle): Promise<PruneQuestion['others']> {
  const { first, count } = handle.batch;
  const past = await readHistory(ctx, handle.history);
  const beside = Array.from({ length: count }, (_, i) => first + i);
  const curves = await Promise.all(
    beside
      .filter((number) => number !== handle.number)
      .map(async (number) => {
        const curve = await readCurve(ctx, handle, number);
        return { number, curve: pointsOf(curve?.points ?? []) };
      }),
  );
  return [...past.map(({ number, curve }) => ({ number, curve: pointsOf(curve) })), ...curves];
}

const pointsOf = (points: Curve['points']): readonly CurvePoint[] =>
  points.map(([step, value]) => ({ step, value }));
