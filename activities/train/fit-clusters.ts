import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { fitKMeans, nearestCentres } from '../../ml/clustering/k-means.ts';
import { daviesBouldinScore, silhouetteScore } from '../../ml/metrics/clustering-scores.ts';
import { Candidate } from './candidate.ts';
import { finishUnsupervised, readFeatures, UnsupervisedInput } from './unsupervised.ts';

/**
 * Finds groups of rows that lie close together (k-means). How well the validation part fits them is
 * measured without labels: inertia, silhouette, Davies-Bouldin.
 */
export const fitClusters = task({
  name: 'fit_clusters',
  queue: 'cpu',
  isolation: 'process',
  timeout: '1h',
  retries: 1,
  input: UnsupervisedInput.extend({
    clusters: z.int().positive(),
    starts: z.int().positive().default(10),
    maxIterations: z.int().positive().default(300),
    seed: z.int().nonnegative().default(7),
  }),
  output: Candidate,
  run: async ({ clusters, starts, maxIterations, seed, ...input }, ctx) => {
    const data = await readFeatures(ctx, input, 'k_means');
    const since = performance.now();
    const settings = { clusters, starts, maxIterations, seed };
    const means = fitKMeans(data.train, settings);
    const labels = nearestCentres(means, data.validation);
    const several = new Set(labels).size > 1;
    return finishUnsupervised(ctx, {
      ...{ task: 'clustering', estimator: { kind: 'k_means', means } },
      ...{ input, data, since },
      settings: { ...settings, iterations: means.iterations },
      metrics: {
        inertia: means.inertia,
        ...(several
          ? {
              silhouette: silhouetteScore(data.validation, labels),
              davies_bouldin: daviesBouldinScore(data.validation, labels),
            }
          : {}),
      },
    });
  },
});
