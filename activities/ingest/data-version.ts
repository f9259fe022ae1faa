import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { sha256Of } from '../data/content.ts';
import { DatasetRef, FileRef } from '../data/dataset-ref.ts';
import { readDataset, writeFile } from '../data/dataset-store.ts';
import { placeOf, RunPlace } from '../data/run-place.ts';

/**
 * Names a data set for good: its content's hash together with its schema's. The stored rows are read
 * again and hashed, so a version never names bytes that are not there.
 */
export const dataVersion = task({
  name: 'data_version',
  input: z.object({
    data: DatasetRef,
    source: z.object({ url: z.string(), sha256: z.string(), size: z.int() }).optional(),
  }),
  output: z.object({
    /** Short form, for people: `d-` and twelve digits of the hash. */
    version: z.string(),
    sha256: z.string(),
    rows: z.int(),
    manifest: FileRef,
    by: RunPlace,
  }),
  run: async ({ data, source }, ctx) => {
    const table = await readDataset(ctx, data);
    const schema = table.columns.map(({ name, type }) => ({ name, type }));
    const sha256 = sha256Of(JSON.stringify({ content: data.sha256, schema }));
    const manifest = { sha256, content: data.sha256, rows: table.rows, schema, source };
    ctx.log.info(`Data version d-${sha256.slice(0, 12)}, ${table.rows} rows.`);
    return {
      version: `d-${sha256.slice(0, 12)}`,
      sha256,
      rows: table.rows,
      manifest: await writeFile(ctx, JSON.stringify(manifest, null, 1), 'manifest.json'),
      by: placeOf(ctx),
    };
  },
});
