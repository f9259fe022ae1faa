import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { stratifiedSplit } from '../../ml/data/stratified-split.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { readDataset, writeDataset } from '../data/dataset-store.ts';
import { sealDataset } from '../data/sealed-dataset.ts';
import { columnOf, takeRows } from '../../ml/data/table.ts';

const share = z.number().gt(0).lt(1);

/**
 * Cuts a data set into four parts that keep each class's share: one to train on, one to choose
 * between candidates, a sealed holdout for the final evaluation, and rows that nothing sees before
 * they are scored. The same seed gives the same parts.
 */
export const split = task({
  name: 'split',
  input: z.object({
    data: DatasetRef,
    /** Each of its classes keeps its share in every part. */
    target: z.string().default('label'),
    seed: z.int().nonnegative().default(7),
    validationShare: share.default(0.1),
    holdoutShare: share.default(0.2),
    unseenShare: share.default(0.05),
  }),
  output: z.object({
    train: DatasetRef,
    validation: DatasetRef,
    holdout: DatasetRef,
    unseen: DatasetRef,
    seed: z.int(),
  }),
  run: async ({ data, target, seed, validationShare, holdoutShare, unseenShare }, ctx) => {
    const trainShare = 1 - validationShare - holdoutShare - unseenShare;
    if (trainShare <= 0) {
      return ctx.fail(
        `The shares leave nothing to train on: ${validationShare} + ${holdoutShare} + ${unseenShare} is not below 1.`,
        { retry: false },
      );
    }
    const table = await readDataset(ctx, data);
    const labels = [...columnOf(table, target).values].map((value) => value ?? '');
    const shares = {
      ...{ train: trainShare, validation: validationShare },
      ...{ holdout: holdoutShare, unseen: unseenShare },
    };
    const parts = stratifiedSplit(labels, shares, seed);
    ctx.log.info(
      `Split ${table.rows} rows: ${Object.entries(parts)
        .map(([part, rows]) => `${part} ${rows.length}`)
        .join(', ')}.`,
    );
    return {
      train: await writeDataset(ctx, takeRows(table, parts.train)),
      validation: await writeDataset(ctx, takeRows(table, parts.validation)),
      holdout: await sealDataset(ctx, takeRows(table, parts.holdout), 'holdout'),
      unseen: await writeDataset(ctx, takeRows(table, parts.unseen)),
      seed,
    };
  },
});
