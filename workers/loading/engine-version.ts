import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** The version in the engine's own package.json, from sources and from `dist/` alike. */
export async function engineVersion(): Promise<string> {
  for (const up of ['../../package.json', '../../../package.json']) {
    const text = await readFile(new URL(up, import.meta.url), 'utf8').catch(() => undefined);
    const found = text === undefined ? undefined : Manifest.safeParse(JSON.parse(text)).data;
    if (found !== undefined) return found.version;
  }
  throw new Error('The package.json of perdure is missing beside its code.');
}

const Manifest = z.object({ name: z.literal('perdure'), version: z.string() });
