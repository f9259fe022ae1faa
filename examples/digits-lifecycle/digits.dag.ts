import { z } from 'zod';
import { branch, cron, dag, template } from 'perdure';
import {
  dataVersion,
  evaluate,
  fitScaler,
  ingestCsv,
  notify,
  split,
  trainForest,
  trainLogistic,
  trainNeuralNet,
  validate,
} from 'perdure/tasks';
import { DatasetName, defineProblem } from './define-problem.ts';
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
      /** Stands in for the accuracy that acceptance.ts asks for. */
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
    const problem = defineProblem({ dataset, dataDirectory });
    const { label } = problem;

    const raw = ingestCsv({
      url: problem.url,
      schema: problem.schema,
      sampleRows: params.sampleRows,
    });
    const quality = validate({ data: raw, suite: problem.suite });
    const version = dataVersion({ data: raw, source: raw.source }, { after: quality });
    const parts = split({ data: raw, label, seed }, { after: version });
    const scaler = fitScaler({ train: parts.train, label });

    const data = { train: parts.train, validation: parts.validation, scaler, label };
    const candidates = [
      trainNeuralNet({ ...data, network: problem.network }),
      trainLogistic({ ...data, penalty: problem.penalty }),
      trainForest({ ...data, seed }),
    ];
    const gate = evaluate({
      candidates,
      holdout: parts.holdout,
      label,
      criteria: problem.criteria,
      minAccuracy: params.minAccuracy,
    });

    return branch(gate.verdict, {
      promote: () => release({ problem, raw, version, parts, scaler, gate }),
      reject: () => {
        notify({ text: template`No model was promoted. ${gate.reason}`, level: 'warn' });
        return { promoted: false, accuracy: gate.accuracy, reasons: gate.reasons };
      },
    });
  },
);
