import { readFile, realpath, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { authorFiles } from './build-id.ts';

const MODULE = /\.([cm]?[jt]s|json)$/;
/** A larger file is data, whatever its ending. */
const MAX_BYTES = 2 * 1024 * 1024;

/**
 * The author's modules as they are now, by the address they are imported under: what `buildId`
 * names, as texts.
 */
export async function authorSources(path: string): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  for (const file of await authorFiles(path)) {
    if (!MODULE.test(file) || (await stat(file)).size > MAX_BYTES) continue;
    sources.set(pathToFileURL(await realpath(file)).href, await readFile(file, 'utf8'));
  }
  return sources;
}
