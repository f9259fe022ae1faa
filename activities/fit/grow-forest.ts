import { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import type { ValueTree } from '../../ml/boosting/gradient-tree.ts';
import { balancedRowWeights } from '../../ml/data/row-weights.ts';
import type { Estimator } from '../../ml/model/estimator.ts';
import { fromTypedJson, toTypedJson } from '../../ml/model/typed-json.ts';
import type { ClassificationTree } from '../../ml/trees/classification-tree.ts';
import {
  fitForestOnThreads,
  fitRegressionForestOnThreads,
} from '../../ml/trees/forest-on-threads.ts';
import { sha256Of } from '../data/content.ts';
import type { EstimatorSpec } from './estimator-spec.ts';
import type { FittingData } from './fitting-data.ts';
import { labelledOf } from './target.ts';

const Progress = z.object({ of: z.string(), grown: z.string() });
/** Trees between two checkpoints. */
const PORTION = 50;

type ForestSpec = Extract<EstimatorSpec, { kind: 'forest' }>;

/**
 * Grows a forest and keeps what is grown every 50 trees; a new attempt goes on from there and ends
 * with the same forest.
 */
export async function growForest(
  ctx: TaskContext,
  spec: ForestSpec,
  { features, target, of: data }: FittingData,
): Promise<Estimator> {
  const of = sha256Of(JSON.stringify([spec, data]));
  const { columns } = features;
  if (target.task === 'regression') {
    const trees = await inPortions<ValueTree>(ctx, spec, of, async (options) => {
      return (await fitRegressionForestOnThreads(features, target.values, options)).trees;
    });
    return { kind: 'regression_forest', forest: { features: columns, trees } };
  }
  const rows = labelledOf(features, target);
  const weights = spec.balanced ? { rowWeights: balancedRowWeights(rows) } : {};
  const trees = await inPortions<ClassificationTree>(ctx, spec, of, async (options) => {
    return (await fitForestOnThreads(rows, { ...options, ...weights })).trees;
  });
  return { kind: 'forest', forest: { features: columns, classes: rows.classes.length, trees } };
}

interface Portion<Tree> {
  readonly trees: number;
  readonly maxDepth: number;
  readonly minLeafRows: number;
  readonly seed: number;
  readonly tryColumns?: number;
  readonly grown: readonly Tree[];
  readonly signal: AbortSignal;
  readonly onTree: (count: number) => void;
}

async function inPortions<Tree>(
  ctx: TaskContext,
  { trees, maxDepth, minLeafRows, seed, tryColumns }: ForestSpec,
  of: string,
  grow: (options: Portion<Tree>) => Promise<readonly Tree[]>,
): Promise<readonly Tree[]> {
  let grown = await loadGrown<Tree>(ctx, of);
  while (grown.length < trees) {
    ctx.signal.throwIfAborted();
    const goal = Math.min(trees, grown.length + PORTION);
    grown = await grow({
      ...{ trees: goal, maxDepth, minLeafRows, seed, grown, signal: ctx.signal },
      ...(tryColumns === undefined ? {} : { tryColumns }),
      onTree: (count) => ctx.heartbeat({ trees: count, of: trees }),
    });
    if (goal < trees) await ctx.checkpoint.save({ of, grown: toTypedJson(grown) });
  }
  return grown;
}

async function loadGrown<Tree>(ctx: TaskContext, of: string): Promise<readonly Tree[]> {
  const progress = await ctx.checkpoint.load(Progress);
  if (progress?.of !== of) return [];
  // Saved by this task for the same rows and settings, above as `grown`.
  const grown = fromTypedJson(progress.grown) as readonly Tree[];
  ctx.log.info(`Going on behind ${grown.length} trees of an earlier attempt.`);
  return grown;
}
