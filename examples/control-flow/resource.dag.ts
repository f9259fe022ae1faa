// withResource tears down whatever happened between; with teardownWhen "failure" it undoes what was
// done, in reverse, and only if something after it went wrong (a saga).
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { dag, task, withResource } from 'perdure';

const Folder = z.object({ folder: z.string() });

const open = task({
  name: 'open',
  output: Folder,
  run: async () => ({ folder: await mkdtemp(join(tmpdir(), 'perdure-resource-')) }),
});
const close = task({
  name: 'close',
  input: Folder,
  run: ({ folder }) => rm(folder, { recursive: true, force: true }),
});
const reserve = task({
  name: 'reserve',
  input: Folder.extend({ amount: z.number() }),
  output: z.object({ path: z.string() }),
  run: async ({ folder, amount }) => {
    const path = join(folder, 'reserved');
    await writeFile(path, String(amount));
    return { path };
  },
});
const release = task({
  name: 'release',
  input: z.object({ path: z.string() }),
  run: async ({ path }, ctx) => {
    ctx.log.info(`Gives ${await readFile(path, 'utf8')} back.`);
    await rm(path);
  },
});
const charge = task({
  name: 'charge',
  input: z.object({ path: z.string(), limit: z.number() }),
  output: z.number(),
  run: async ({ path, limit }, ctx) => {
    const amount = Number(await readFile(path, 'utf8'));
    return amount <= limit ? amount : ctx.fail(`${amount} is over ${limit}.`, { retry: false });
  },
});

const params = { amount: z.number().default(20), limit: z.number().default(100) };

export const resource = dag({ id: 'resource', params }, ({ params: { amount, limit } }) =>
  withResource(
    { setup: () => open(), teardown: (opened) => close({ folder: opened.folder }) },
    (opened) =>
      withResource(
        {
          setup: () => reserve({ folder: opened.folder, amount }),
          teardown: (reserved) => release({ path: reserved.path }),
          teardownWhen: 'failure',
        },
        (reserved) => charge({ path: reserved.path, limit }),
        { id: 'reservation' },
      ),
    { id: 'workspace' },
  ),
);
