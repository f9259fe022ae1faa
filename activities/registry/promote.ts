import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { servicesOf } from '../services.ts';
import { ModelVersion } from './model-version.ts';

/**
 * Points an alias at a version by compare-and-swap.
 *
 * M1 The alias moves only from the version that was read to this one; when another run moved it in
 *    between, the attempt fails and the next one reads again.
 * M2 An alias never moves back to an older version here: a run that was overtaken leaves the newer
 *    one in place and says so. Going back is a decision of its own.
 */
export const promote = task({
  name: 'promote',
  retries: 5,
  retryDelay: '1s',
  input: z.object({ model: ModelVersion, alias: z.string().default('champion') }),
  output: z.object({
    name: z.string(),
    alias: z.string(),
    /** The version the alias points at now. */
    version: z.int(),
    previous: z.int().nullable(),
    /** False when a newer version was there already. */
    moved: z.boolean(),
  }),
  run: async ({ model: { name, version }, alias }, ctx) => {
    const { models, instance } = servicesOf(ctx);
    const current = (await models.getByAlias(name, alias))?.version ?? null;
    if (current !== null && current >= version) {
      if (current > version)
        ctx.log.warn(`"${alias}" points at newer version ${current}; left there.`);
      return { name, alias, version: current, previous: current, moved: current === version };
    }
    const by = { dagId: instance.dagId, runId: instance.runId };
    const now = await models.moveAlias({ name, alias, version, expected: current, by });
    if (now !== version) {
      return ctx.fail(`Alias "${alias}" of "${name}" moved to version ${now} in between.`);
    }
    ctx.log.info(`"${alias}" of ${name} moved from ${current ?? 'nothing'} to version ${version}.`);
    return { name, alias, version, previous: current, moved: true };
  },
});
