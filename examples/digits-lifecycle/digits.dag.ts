import { z } from 'zod';
import { branch, cron, dag, template } from 'perdure';
import {
  dataVersion,
  evaluate,
  fitBaseline,
  ingestCsv,
  notify,
  split,
  trainForest,
  trainLogistic,
  trainNeuralNet,
  validate,
} from 'perdure/tasks';
import { DatasetName, lookUpProblem } from './look-up-problem.ts';
import { release } from './release.ts';

/** From a CSV file to a served, watched model: the whole lifecycle as one dag. */
export const digitsLifecycle = dag(
  {
    id: 'digits-lifecycle',
    doc: 'Trains, judges, packages, serves and watches a classifier of hand-written digits.',
    schedule: cron('0 3 * * *', { timezone: 'Europe/Paris' }),
    catchup: false,
    maxActiveRuns: 1,
    tags: ['example', 'lifecycle'],
    params: {
      dataset: DatasetName.default('digits'),
      /** Stands in for the accuracy that problems.ts asks for. */
      minAccuracy: z.number().min(0).max(1).optional(),
      /** Reads only the first rows, for quick trials. */
      sampleRows: z.int().min(100).optional(),
      seed: z.int().nonnegative().default(7),
      /** Where the CSV files lie, if not beside this file. */
      dataDirectory: z.string().optional(),
    },
  },
  ({ params }) => {
    const { dataset, dataDirectory, seed } = params;
    const setting = lookUpProblem({ dataset, dataDirectory });
    const { problem } = setting;
    const { target } = problem;

    const raw = ingestCsv({
      url: setting.url,
      schema: setting.schema,
      sampleRows: params.sampleRows,
    });
    const quality = validate({ data: raw, suite: setting.suite });
    const version = dataVersion({ data: raw, source: raw.source }, { after: quality });
    const parts = split({ data: raw, target, seed }, { after: version });
    const { train, validation, holdout } = parts;
    const baseline = fitBaseline({ problem, train, validation });

    const data = { train, validation, target };
    const candidates = [
      trainNeuralNet({ ...data, network: setting.network }, { after: baseline }),
      trainLogistic({ ...data, penalty: setting.penalty }, { after: baseline }),
      trainForest({ ...data, seed }, { after: baseline }),
    ];
    const gate = evaluate({
      ...{ problem, candidates, baseline, holdout },
      minScore: params.minAccuracy,
    });

    return branch(gate.verdict, {
      promote: () => release({ problem, raw, version, parts, gate }),
      reject: () => {
        notify({ text: template`No model was promoted. ${gate.reason}`, level: 'warn' });
        return { promoted: false, accuracy: gate.score, reasons: gate.reasons };
      },
    });
  },
);
