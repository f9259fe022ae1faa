import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import { splitRows, type SplitKind } from '../../ml/splits/split-rows.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { readDataset, writeDataset } from '../data/dataset-store.ts';
import { sealDataset } from '../data/sealed-dataset.ts';
import { SplitBy } from './split-by.ts';
import { RunPlace, placeOf } from '../data/run-place.ts';
import { takeRows } from '../../ml/data/table.ts';

const share = z.number().gt(0).lt(1);

/**
 * Cuts a data set into four parts: one to train on, one to choose between candidates, rows that
 * nothing sees before they are scored, and a sealed holdout for the final evaluation. The same seed
 * gives the same parts.
 */
export const split = task({
  name: 'split',
  input: z.object({
    data: DatasetRef,
    how: SplitBy.optional(),
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
    by: RunPlace,
  }),
  run: async ({ data, target, how, seed, validationShare, holdoutShare, unseenShare }, ctx) => {
    const trainShare = 1 - validationShare - holdoutShare - unseenShare;
    if (trainShare <= 0) {
      return ctx.fail(
        `The shares leave nothing to train on: ${validationShare} + ${holdoutShare} + ${unseenShare} is not below 1.`,
        { retry: false },
      );
    }
    const table = await readDataset(ctx, data);
    // In this order: a cut by time scores the newest rows, and judges by those before them.
    const shares = {
      ...{ train: trainShare, validation: validationShare },
      ...{ holdout: holdoutShare, unseen: unseenShare },
    };
    const parts = orFail(ctx, () => splitRows(table, kindOf(how, target, seed), shares));
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
      by: placeOf(ctx),
    };
  },
});

function kindOf(how: SplitBy | undefined, target: string, seed: number): SplitKind {
  switch (how?.by) {
    case 'rows':
      return { kind: 'random', seed };
    case 'groups':
      return { kind: 'group', by: how.column, seed };
    case 'time': {
      const gap = how.gap === undefined ? {} : { gap: how.gap };
      return { kind: 'time', by: how.column, ...gap };
    }
    default:
      return { kind: 'stratified', by: how?.column ?? target, seed };
  }
}

/** A cut that is impossible is so at the next try too. */
function orFail<T>(ctx: TaskContext, cut: () => T): T {
  try {
    return cut();
  } catch (error) {
    return ctx.fail(error instanceof Error ? error.message : String(error), { retry: false });
  }
}
