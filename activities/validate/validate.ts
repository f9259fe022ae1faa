import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { DatasetRef, FileRef } from '../data/dataset-ref.ts';
import { readDataset, writeFile } from '../data/dataset-store.ts';
import { checkExpectation } from './check-expectation.ts';
import { CheckResult, Expectation } from './expectation.ts';

/**
 * Checks a data set against a suite of expectations. A failed one of severity `error` ends the task
 * for good, and so blocks every task behind it; warnings are logged and returned.
 */
export const validate = task({
  name: 'validate',
  input: z.object({ data: DatasetRef, suite: z.array(Expectation).min(1) }),
  output: z.object({
    passed: z.literal(true),
    checks: z.int(),
    warnings: z.array(CheckResult),
    report: FileRef,
  }),
  run: async ({ data, suite }, ctx) => {
    const table = await readDataset(ctx, data);
    const results = suite.map((expectation) => checkExpectation(table, expectation));
    const failed = results.filter(({ passed }) => !passed);
    const report = await writeFile(
      ctx,
      JSON.stringify({ data: data.sha256, results }),
      'quality.json',
    );
    for (const { kind, severity, detail } of failed) ctx.log[severity](`${kind}: ${detail}`);
    const errors = failed.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) {
      const told = errors.slice(0, 5).map(({ kind, detail }) => `${kind}: ${detail}`);
      return ctx.fail(
        `${errors.length} of ${results.length} quality checks failed. ${told.join(' ')} All results: ${report.uri}`,
        { retry: false },
      );
    }
    return { passed: true as const, checks: results.length, warnings: failed, report };
  },
});
