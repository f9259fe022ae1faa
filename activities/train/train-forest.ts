import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import { fromTypedJson, toTypedJson } from '../../ml/model/typed-json.ts';
import type { ClassificationTree } from '../../ml/trees/classification-tree.ts';
import { fitForest } from '../../ml/trees/random-forest.ts';
import { sha256Of } from '../data/content.ts';
import { Candidate, TrainingInput } from './candidate.ts';
import { finishCandidate } from './finish-candidate.ts';
import { readTrainingData } from './training-data.ts';

const Progress = z.object({ of: z.string(), grown: z.string() });
/** Trees between two checkpoints. */
const PORTION = 50;

/**
 * Trains a random forest. Trees do not care for scaling, so it sees raw features. What is grown
 * already is kept every 50 trees; a new attempt goes on from there and ends with the same forest.
 */
export const trainForest = task({
  name: 'train_forest',
  queue: 'cpu',
  isolation: 'process',
  timeout: '1h',
  retries: 1,
  input: TrainingInput.extend({
    trees: z.int().positive().max(2000).default(200),
    maxDepth: z.int().positive().default(64),
    minLeafRows: z.int().positive().default(1),
    seed: z.int().nonnegative().default(7),
  }),
  output: Candidate,
  run: async ({ trees, maxDepth, minLeafRows, seed, ...input }, ctx) => {
    const data = await readTrainingData(ctx, input);
    const since = performance.now();
    const settings = { trees, maxDepth, minLeafRows, seed };
    const of = sha256Of(JSON.stringify([settings, input.train.sha256, input.scaler.columns]));
    let grown = await loadGrown(ctx, of);
    while (grown.length < trees) {
      ctx.signal.throwIfAborted();
      const goal = Math.min(trees, grown.length + PORTION);
      grown = fitForest(data.train, {
        ...{ ...settings, trees: goal, grown },
        onTree: (count) => ctx.heartbeat({ trees: count, of: trees }),
      }).trees;
      if (goal < trees) await ctx.checkpoint.save({ of, grown: toTypedJson(grown) });
    }
    const { classes } = data.train;
    const { columns } = input.scaler;
    return finishCandidate(ctx, {
      ...{ input, data, since, settings, device: { name: 'cpu', backend: 'typed arrays' } },
      classifier: {
        ...{ kind: 'forest', columns, classes },
        forest: { features: columns.length, classes: classes.length, trees: grown },
      },
    });
  },
});

async function loadGrown(ctx: TaskContext, of: string): Promise<readonly ClassificationTree[]> {
  const progress = await ctx.checkpoint.load(Progress);
  if (progress?.of !== of) return [];
  // Saved by this task under the same settings, below as `grown`.
  const grown = fromTypedJson(progress.grown) as readonly ClassificationTree[];
  ctx.log.info(`Going on behind ${grown.length} trees of an earlier attempt.`);
  return grown;
}
