import { z } from 'zod';
import { dag, task } from 'perdure';
import { ingestCsv, real, split, trainModel, tune } from 'perdure/tasks';
import { DIGITS, digitsSchema } from './digits.ts';
import { judge } from './judge.ts';

/** Both are known only to orders of magnitude; a poor pair reads one digit in ten. */
const space = {
  c: real(1e-3, 1e3, { log: true }),
  gamma: real(1e-6, 10, { log: true }),
};

const Best = z.object({
  value: z.number(),
  params: z.object({ c: z.number(), gamma: z.number() }),
  output: z.object({ accuracy: z.number() }),
});
const compare = task({
  name: 'compare',
  input: z.object({ random: Best, tpe: Best }),
  output: z.object({ random: Best, tpe: Best }),
  run: (found, ctx) => {
    for (const [sampler, { value, params, output }] of Object.entries(found)) {
      const at = `c ${params.c.toPrecision(3)}, gamma ${params.gamma.toPrecision(3)}`;
      ctx.log.info(`${sampler}: log loss ${value.toFixed(4)}, accuracy ${output.accuracy} (${at})`);
    }
    return found;
  },
});

/** A support vector machine reads digits: chance and TPE look for its two parameters, side by side. */
export const tuning = dag(
  {
    id: 'tuning',
    doc: 'Searches the parameters of a support vector machine, by chance and by TPE.',
    tags: ['example', 'tuning'],
    params: {
      trials: z.int().min(1).default(24),
      seed: z.int().nonnegative().default(1),
      /** Reads only the first rows, for quick trials. */
      sampleRows: z.int().min(100).optional(),
    },
  },
  ({ params: { trials, seed, sampleRows } }) => {
    const raw = ingestCsv({ url: DIGITS, schema: digitsSchema, sampleRows });
    const { train, validation } = split({ data: raw, validationShare: 0.25 });
    const search = (sampler: 'random' | 'tpe') =>
      tune(
        {
          ...{ space, trials, seed, parallel: 4, sampler: { kind: sampler } },
          ...{ metric: 'logLoss', direction: 'minimize' },
        },
        ({ params: { c, gamma } }) =>
          judge({
            candidate: trainModel({ train, validation, estimator: { kind: 'rbf_svm', c, gamma } }),
          }),
        { id: sampler },
      );
    return compare({ random: search('random').best, tpe: search('tpe').best });
  },
);
