import { z } from 'zod';
import { task } from 'perdure';
import { Candidate } from 'perdure/tasks';

/** What the study looks at: of all metrics of a candidate, the one it is judged by. */
export const judge = task({
  name: 'judge',
  input: z.object({ candidate: Candidate }),
  output: z.object({ logLoss: z.number(), accuracy: z.number(), candidate: Candidate }),
  run: ({ candidate }, ctx) => {
    const { log_loss: logLoss, accuracy } = candidate.validation.metrics;
    if (logLoss === undefined || accuracy === undefined) return ctx.fail('No metrics.');
    return { logLoss, accuracy, candidate };
  },
});
