import { z } from 'zod';
import { approval, branch, dag, map, template } from 'perdure';
import {
  dataVersion,
  evaluate,
  fitBaseline,
  ingestCsv,
  notify,
  split,
  trainModel,
  trainNeuralNet,
  validate,
} from 'perdure/tasks';
import { crown } from './crown.ts';
import { lookUpSet, SetName } from './look-up-set.ts';

/** All kinds of models side by side on one data set; the best one is registered and promoted. */
export const modelZoo = dag(
  {
    id: 'model-zoo',
    doc: 'Trains every kind of model on a data set, on both queues, and crowns the best.',
    tags: ['example', 'models'],
    params: {
      dataset: SetName.default('iris'),
      seed: z.int().nonnegative().default(7),
      /** Whether people are asked before a model is promoted. */
      askPeople: z.boolean().default(false),
    },
  },
  ({ params }) => {
    const set = lookUpSet({ dataset: params.dataset });
    const { problem } = set;
    const raw = ingestCsv({ url: set.url, schema: set.schema });
    const quality = validate({ data: raw, suite: set.suite });
    const version = dataVersion({ data: raw, source: raw.source }, { after: quality });
    const parts = split(
      { data: raw, target: problem.target, how: set.how, seed: params.seed, unseenShare: 0.02 },
      { after: version },
    );
    const { train, validation, holdout } = parts;
    const baseline = fitBaseline({ problem, train, validation });

    const data = { task: problem.task, train, validation, target: problem.target };
    const classical = map(
      set.estimators,
      (estimator) => trainModel({ ...data, estimator }, { after: baseline }),
      { id: 'classical' },
    );
    const network = trainNeuralNet({ ...data, network: set.network }, { after: baseline });
    const gate = evaluate({ problem, candidates: [classical, network], baseline, holdout });

    const made = { problem, raw, version, parts, gate };
    return branch(gate.verdict, {
      promote: () => {
        const decision = branch(params.askPeople, {
          true: () =>
            approval({
              subject: template`Promote ${gate.best.name} for ${problem.name}?`,
              detail: { reached: gate.score, metric: gate.metric, report: gate.page.uri },
            }).decision,
          false: () => 'approved' as const,
        });
        return branch(
          decision,
          {
            approved: () => crown(made),
            rejected: () => ({ promoted: false, score: gate.score, leaderboard: gate.leaderboard }),
          },
          { id: 'decision' },
        );
      },
      reject: () => {
        notify({ text: template`No model was promoted. ${gate.reason}`, level: 'warn' });
        return { promoted: false, score: gate.score, leaderboard: gate.leaderboard };
      },
    });
  },
);
