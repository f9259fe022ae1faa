// A sensor waits for a file that another task of the same run writes; it holds no slot meanwhile.
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { dag, task } from 'perdure';
import { fileExists } from 'perdure/tasks';

const place = task({
  name: 'place',
  output: z.object({ folder: z.string(), path: z.string() }),
  run: async (_input, { run }) => {
    const folder = join(tmpdir(), 'perdure-sensing', run.runId.replace(/[^A-Za-z0-9.-]/g, '_'));
    await mkdir(folder, { recursive: true });
    return { folder, path: join(folder, 'orders.csv') };
  },
});
const write = task({
  name: 'write',
  input: z.object({ path: z.string() }),
  run: ({ path }) => writeFile(path, 'id,total\n1,20\n2,22\n'),
});
const count = task({
  name: 'count',
  input: z.object({ path: z.string(), bytes: z.number() }),
  output: z.object({ bytes: z.number() }),
  run: ({ bytes }, ctx) => {
    ctx.log.info(`${bytes} bytes have arrived.`);
    return { bytes };
  },
});

export const sensing = dag({ id: 'sensing' }, () => {
  const { path } = place();
  write({ path });
  const arrived = fileExists(
    { path, minBytes: 10 },
    { pokeInterval: '1s', exponentialBackoff: true, maxPokeInterval: '10s', timeout: '10m' },
  );
  return count({ path: arrived.path, bytes: arrived.bytes });
});
