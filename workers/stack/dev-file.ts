import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from './private-file.ts';

const DevFile = z.object({
  serverUrl: z.string(),
  token: z.string(),
  temporalAddress: z.string(),
  temporalUiUrl: z.string().nullable(),
  databaseUrl: z.string(),
  objectStore: z.string(),
  pid: z.int().positive(),
});

/** `.perdure/dev.json`: where the running stack of a home is, for the command line. Mode 0600. */
export type DevFile = Readonly<z.infer<typeof DevFile>>;

export function writeDevFile(home: string, content: DevFile): void {
  writePrivateFile(join(home, 'dev.json'), `${JSON.stringify(content, null, 2)}\n`);
}

export function removeDevFile(home: string): void {
  rmSync(join(home, 'dev.json'), { force: true });
}

/** What a running stack wrote; undefined when none runs on this home. */
export function readDevFile(home: string): DevFile | undefined {
  const text = readIfThere(join(home, 'dev.json'));
  return text === undefined ? undefined : DevFile.parse(JSON.parse(text));
}
