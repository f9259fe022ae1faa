import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { fitIsolationForest, isolationScores } from '../../ml/isolation/isolation-forest.ts';
import { Candidate } from './candidate.ts';
import { finishUnsupervised, readFeatures, UnsupervisedInput } from './unsupervised.ts';

/** Learns which rows are strange (isolation forest): scores from 0 to 1, higher is stranger. */
export const fitOutliers = task({
  name: 'fit_outliers',
  queue: 'cpu',
  isolation: 'process',
  timeout: '1h',
  retries: 1,
  input: UnsupervisedInput.extend({
    trees: z.int().positive().max(2000).default(100),
    sampleRows: z.int().positive().default(256),
    seed: z.int().nonnegative().default(7),
  }),
  output: Candidate,
  run: async ({ trees, sampleRows, seed, ...input }, ctx) => {
    const data = await readFeatures(ctx, input, 'isolation_forest');
    const since = performance.now();
    const settings = { trees, sampleRows, seed };
    const forest = fitIsolationForest(data.train, settings);
    const scores = isolationScores(forest, data.validation);
    const sorted = scores.slice().sort();
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return finishUnsupervised(ctx, {
      ...{ task: 'outlier_detection', estimator: { kind: 'isolation_forest', forest } },
      ...{ input, data, since, settings },
      metrics: { score_median: at(0.5), score_95: at(0.95), score_99: at(0.99) },
    });
  },
});
