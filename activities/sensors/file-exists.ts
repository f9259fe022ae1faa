import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { sensor } from '../../dsl/index.ts';

/**
 * Waits for a file on the workers' disk: a path or a `file:` URL. A folder counts only with
 * `folder: true`. Every worker of the queue has to see the same disk.
 */
export const fileExists = sensor({
  name: 'file_exists',
  input: z.object({
    path: z.string().min(1),
    /** A smaller file is still being written. */
    minBytes: z.int().min(0).default(0),
    folder: z.boolean().default(false),
  }),
  output: z.object({ path: z.string(), bytes: z.int(), modified: z.iso.datetime() }),
  poke: async ({ path, minBytes, folder }) => {
    const found = await look(path.startsWith('file:') ? fileURLToPath(path) : path);
    if (found === undefined || found.isDirectory() !== folder) return undefined;
    if (!folder && found.size < minBytes) return undefined;
    return { path, bytes: found.size, modified: found.mtime.toISOString() };
  },
});

async function look(path: string): Promise<Stats | undefined> {
  return stat(path).catch((error: unknown) => {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  });
}
