import { access } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { task } from 'perdure';
import { Setting, SETTINGS } from './problems.ts';

export const DatasetName = z.enum(['digits', 'breast-cancer']);

/** Beside this file; and, seen from the built example under `dist/`, back in the sources. */
const DATA_FOLDERS = ['./data/', '../../../examples/digits-lifecycle/data/'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

/** Looks up what the chosen data set asks for: file, schema, quality suite, network, and the problem itself. */
export const lookUpProblem = task({
  name: 'define_problem',
  input: z.object({ dataset: DatasetName, dataDirectory: z.string().optional() }),
  output: Setting.extend({ url: z.string() }),
  run: async ({ dataset, dataDirectory }, ctx) => {
    const setting = SETTINGS[dataset];
    const folders = dataDirectory === undefined ? DATA_FOLDERS : [dataDirectory];
    for (const folder of folders) {
      const url = path.join(folder, setting.file);
      if (
        await access(url).then(
          () => true,
          () => false,
        )
      )
        return { ...setting, url };
    }
    return ctx.fail(`There is no ${setting.file} in ${folders.join(' or ')}.`, { retry: false });
  },
});
