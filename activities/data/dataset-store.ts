import type { TaskContext } from '../../dsl/index.ts';
import { dataKey } from '../../stores/objects/object-key.ts';
import { servicesOf } from '../services.ts';
import { fromCanonicalCsv, toCanonicalCsv } from './canonical-csv.ts';
import { keepContent, readContent } from './content.ts';
import type { DatasetRef, FileRef } from './dataset-ref.ts';
import { refuseSealed } from './sealed-dataset.ts';
import type { Table } from '../../ml/data/table.ts';

const DATASET = 'dataset://';
const FILE = 'file-content://';

/** Keeps a table in the object store; the same rows always get the same reference. */
export async function writeDataset(ctx: TaskContext, table: Table): Promise<DatasetRef> {
  const { objects } = servicesOf(ctx);
  const { sha256 } = await keepContent(objects, toCanonicalCsv(table), 'csv');
  const columns = table.columns.map(({ name, type }) => ({ name, type }));
  return { uri: `${DATASET}${sha256}`, sha256, rows: table.rows, columns };
}

/**
 * Reads a data set, checked against its hash. A sealed one ends the task: that is what seals are for.
 */
export async function readDataset(ctx: TaskContext, ref: DatasetRef): Promise<Table> {
  if (ref.seal !== undefined || !ref.uri.startsWith(DATASET)) return refuseSealed(ctx, ref);
  const { objects } = servicesOf(ctx);
  const bytes = await readContent(objects, dataKey(ref.sha256, 'csv'), ref.sha256);
  return fromCanonicalCsv(bytes, ref.columns);
}

/** Keeps a report or a model file under its hash. The extension is part of its uri. */
export async function writeFile(
  ctx: TaskContext,
  bytes: Uint8Array | string,
  extension: string,
): Promise<FileRef> {
  const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  const kept = await keepContent(servicesOf(ctx).objects, content, extension);
  return { uri: `${FILE}${kept.sha256}.${extension}`, sha256: kept.sha256, size: kept.size };
}

/** Reads what `writeFile` kept, checked against its hash. */
export async function readFile(ctx: TaskContext, ref: FileRef): Promise<Uint8Array> {
  const extension = ref.uri.slice(FILE.length + ref.sha256.length + 1);
  if (ref.uri !== `${FILE}${ref.sha256}.${extension}`) {
    return ctx.fail(`"${ref.uri}" is not the uri of a stored file.`, { retry: false });
  }
  return readContent(servicesOf(ctx).objects, dataKey(ref.sha256, extension), ref.sha256);
}
