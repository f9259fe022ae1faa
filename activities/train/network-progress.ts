import { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import { fromTypedJson, toTypedJson } from '../../ml/model/typed-json.ts';
import type { BatchReport, EpochReport } from '../../ml/neural/training-plan.ts';
import type { TrainingState } from '../../ml/neural/training-state.ts';
import { LearningPoint, type FitWatch } from '../fit/learning-curve.ts';
import { prefixed } from './prefixed.ts';

/** `backend`: what computed the state; another one may go on with it. */
const Progress = z.object({
  ...{ of: z.string(), state: z.string(), backend: z.string().optional() },
  curve: z.array(LearningPoint).default([]),
});

/** Between two checkpoints within an epoch; a kill costs no more than this. */
const CHECKPOINT_MS = 60_000;
const HEARTBEAT_MS = 1_000;

/** What a training task tells of itself, keeps, and goes on from. */
export interface NetworkProgress {
  /** Where an earlier attempt at the same network and data stopped. */
  load(): Promise<TrainingState | undefined>;
  readonly onEpoch: (report: EpochReport) => Promise<void>;
  readonly onBatch: (report: BatchReport) => Promise<void>;
  /** What is worth keeping about how it went. */
  facts(): Readonly<Record<string, number>>;
}

/** @param of hash of network and data: a checkpoint counts for these alone */
export function networkProgress(
  ctx: TaskContext,
  watch: FitWatch,
  { of, backend }: { readonly of: string; readonly backend: string },
): NetworkProgress {
  let [saved, told] = [performance.now(), performance.now()];
  let facts: Record<string, number> = {};
  const save = async (state: TrainingState): Promise<void> => {
    await ctx.checkpoint.save({ of, state: toTypedJson(state), backend, curve: watch.points });
    saved = performance.now();
  };
  return {
    load: () => loadState(ctx, watch, { of, backend }),
    facts: () => facts,
    onEpoch: async (report) => {
      tell(ctx, report);
      facts = factsOf(report);
      const { epoch, loss, validation = {} } = report;
      watch.add({ step: epoch, train: { loss }, validation });
      await save(report.state);
      await watch.tell();
    },
    onBatch: async ({ epoch, batch, batches, loss, state }) => {
      if (performance.now() - told >= HEARTBEAT_MS) {
        ctx.heartbeat({ epoch, batch, batches, loss });
        told = performance.now();
      }
      if (performance.now() - saved >= CHECKPOINT_MS) await save(state());
    },
  };
}

function tell(ctx: TaskContext, report: EpochReport): void {
  const { epoch, epochs, loss, learningRate, validation = {}, stopped } = report;
  const seen = Object.entries(validation).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  const beside = seen.length === 0 ? '' : `; validation ${seen.join(', ')}`;
  ctx.log.info(`Epoch ${epoch} of ${epochs}: loss ${loss.toFixed(4)}${beside}.`, { epoch, loss });
  if (stopped) ctx.log.info(`Early stopping ends training behind epoch ${epoch}.`);
  ctx.heartbeat({ epoch, epochs, loss });
  const metrics = { loss, learning_rate: learningRate, ...prefixed('validation', validation) };
  ctx.track.metrics(metrics, { step: epoch });
}

function factsOf({ epoch, state }: EpochReport): Record<string, number> {
  const best = state.stopping?.bestEpoch;
  return { epochsRun: epoch, ...(best === undefined ? {} : { bestEpoch: best }) };
}

async function loadState(
  ctx: TaskContext,
  watch: FitWatch,
  { of, backend }: { readonly of: string; readonly backend: string },
): Promise<TrainingState | undefined> {
  const progress = await ctx.checkpoint.load(Progress);
  if (progress?.of !== of) return undefined;
  watch.goOn(progress.curve);
  // Saved by this task for the same data and network, above as `state`.
  const state = fromTypedJson(progress.state) as TrainingState;
  const by = progress.backend ?? backend;
  const change = by === backend ? '' : `, which ${by} has computed, on ${backend}`;
  const within = state.batch === 0 ? '' : ` and ${state.batch} batches`;
  ctx.log.info(`Going on behind epoch ${state.epoch}${within} of an earlier attempt${change}.`);
  return state;
}
