import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { DRIFT_TESTS } from '../../ml/drift/column-drift.ts';
import { datasetDrift, type ColumnPair } from '../../ml/drift/dataset-drift.ts';
import { DatasetRef, FileRef } from '../data/dataset-ref.ts';
import { readDataset, writeFile } from '../data/dataset-store.ts';
import { columnOf, type Column, type Table } from '../../ml/data/table.ts';

const Choice = z.object({
  test: z.enum(DRIFT_TESTS).optional(),
  threshold: z.number().positive().optional(),
});
const ColumnReport = z.object({
  name: z.string(),
  test: z.enum(DRIFT_TESTS),
  score: z.number(),
  threshold: z.number(),
  drifted: z.boolean(),
  psi: z.number(),
});

/**
 * Compares current rows with reference rows, column by column. Without a test given it takes those
 * that Evidently takes by default; the data set counts as drifted when half of its columns are.
 */
export const driftCheck = task({
  name: 'drift_check',
  input: z.object({
    reference: DatasetRef,
    current: DatasetRef,
    /** All common columns but the label, unless told. */
    columns: z.array(z.string()).optional(),
    label: z.string().default('label'),
    numeric: Choice.default({}),
    categorical: Choice.default({}),
    share: z.number().gt(0).max(1).default(0.5),
  }),
  output: z.object({
    drifted: z.boolean(),
    /** Drifted columns / columns. */
    share: z.number(),
    driftedColumns: z.int(),
    columns: z.int(),
    /** The ten that moved most, by population stability index. */
    worst: z.array(ColumnReport),
    report: FileRef,
  }),
  run: async ({ reference, current, columns, label, ...options }, ctx) => {
    const [before, now] = [await readDataset(ctx, reference), await readDataset(ctx, current)];
    const names = columns ?? commonColumns(before, now, label);
    const pairs = names.map((name) => pairOf(columnOf(before, name), columnOf(now, name)));
    const found = datasetDrift(pairs, definedOnly(options));
    const driftedColumns = found.columns.filter(({ drifted }) => drifted).length;
    const told = `${driftedColumns} of ${pairs.length} columns drifted`;
    if (found.drifted) ctx.log.warn(`The data drifted: ${told}.`);
    else ctx.log.info(`No drift of the data set: ${told}.`);
    const hashes = { reference: reference.sha256, current: current.sha256 };
    const report = await writeFile(ctx, JSON.stringify({ ...hashes, ...found }), 'drift.json');
    const worst = [...found.columns].sort((a, b) => b.psi - a.psi).slice(0, 10);
    return {
      ...{ drifted: found.drifted, share: found.share, driftedColumns, columns: pairs.length },
      ...{ worst, report },
    };
  },
});

function commonColumns(before: Table, now: Table, label: string): string[] {
  const current = new Set(now.columns.map(({ name }) => name));
  return before.columns
    .map(({ name }) => name)
    .filter((name) => name !== label && current.has(name));
}

/** Missing values are left out; texts become numbers by their order over both sides. */
function pairOf(before: Column, now: Column): ColumnPair {
  const { name } = before;
  if (before.type !== 'text' && now.type !== 'text') {
    const present = (value: number): boolean => !Number.isNaN(value);
    return {
      ...{ name, kind: 'numeric' },
      reference: before.values.filter(present),
      current: now.values.filter(present),
    };
  }
  const texts = (column: Column): string[] =>
    [...column.values].filter((value) => value !== null).map(String);
  const known = [...new Set([...texts(before), ...texts(now)])].sort();
  const codes = new Map(known.map((text, code) => [text, code]));
  const code = (text: string): number => codes.get(text) ?? -1;
  return {
    ...{ name, kind: 'categorical' },
    reference: texts(before).map(code),
    current: texts(now).map(code),
  };
}

type Given = z.output<typeof Choice>;
type Wanted = NonNullable<Parameters<typeof datasetDrift>[1]>;

/** zod keeps options that were left out as undefined; the mathematics wants them left out. */
function definedOnly(options: { numeric: Given; categorical: Given; share: number }): Wanted {
  const clean = ({ test, threshold }: Given): NonNullable<Wanted['numeric']> => ({
    ...(test === undefined ? {} : { test }),
    ...(threshold === undefined ? {} : { threshold }),
  });
  const { share } = options;
  return { numeric: clean(options.numeric), categorical: clean(options.categorical), share };
}
