import { access } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { task } from 'perdure';
import { ZooSet } from './zoo-set.ts';
import { SET_NAMES, ZOO_SETS } from './zoo-sets.ts';

export const SetName = z.enum(SET_NAMES);

/** Beside this file; and, seen from the built example under `dist/`, back in the sources. */
const FOLDERS = ['./', '../../../examples/model-zoo/'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

/** Looks up what the chosen data set asks for, and where its file lies. */
export const lookUpSet = task({
  name: 'look_up_set',
  input: z.object({ dataset: SetName }),
  output: ZooSet.extend({ url: z.string() }),
  run: async ({ dataset }, ctx) => {
    const set = ZOO_SETS[dataset];
    for (const folder of FOLDERS) {
      const url = path.join(folder, set.file);
      const there = await access(url).then(
        () => true,
        () => false,
      );
      if (there) return { ...set, url };
    }
    return ctx.fail(`There is no ${set.file} in ${FOLDERS.join(' or ')}.`, { retry: false });
  },
});
