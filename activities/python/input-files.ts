import { writeFile as writeLocal } from 'node:fs/promises';
import path from 'node:path';
import type { TaskContext } from '../../dsl/index.ts';
import { toCanonicalCsv } from '../data/canonical-csv.ts';
import { DatasetRef, FileRef } from '../data/dataset-ref.ts';
import { readDataset, readFile } from '../data/dataset-store.ts';

/**
 * The input as a script gets it: every data set and file anywhere in it is on this machine, under
 * the `path` that is added beside its uri.
 */
export async function withFiles(
  ctx: TaskContext,
  input: unknown,
  folder: string,
): Promise<unknown> {
  let count = 0;
  const place = (extension: string): string => path.join(folder, `${++count}.${extension}`);
  const visit = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) items.push(await visit(item));
      return items;
    }
    if (typeof value !== 'object' || value === null) return value;
    const fetched = await fetchReference(ctx, value, place);
    const fields: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(value)) fields[name] = await visit(field);
    return fetched === undefined ? fields : { ...fields, path: fetched };
  };
  return visit(input);
}

async function fetchReference(
  ctx: TaskContext,
  value: object,
  place: (extension: string) => string,
): Promise<string | undefined> {
  const data = DatasetRef.safeParse(value);
  if (data.success && data.data.uri.startsWith('dataset://')) {
    const file = place('csv');
    await writeLocal(file, toCanonicalCsv(await readDataset(ctx, data.data)));
    return file;
  }
  const stored = FileRef.safeParse(value);
  if (stored.success && stored.data.uri.startsWith('file-content://')) {
    const file = place(stored.data.uri.split('.').slice(1).join('.') || 'bin');
    await writeLocal(file, await readFile(ctx, stored.data));
    return file;
  }
  return undefined;
}
