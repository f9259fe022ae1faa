import { z } from 'zod';

export const ProblemView = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    issues: z
      .array(
        z.strictObject({
          path: z.string(),
          message: z.string(),
          code: z.string(),
          expected: z.string().optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' });

/** What every route may answer besides its own. */
export const REFUSALS = { '4xx': ProblemView, '5xx': ProblemView } as const;
