/**
 * Our server on a Postgres of its own, for `compare.py`: `tsx --conditions=perdure:source serve.ts`.
 * Prints its address, its token and the address of its database as JSON, and serves until SIGTERM.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_TOKEN, startTestServer } from '../../../server/testing/test-server.ts';
import { modelKey } from '../../../stores/objects/object-key.ts';
import { openStores } from '../../../stores/open-stores.ts';
import type { Stores } from '../../../stores/stores.ts';
import { startTestPostgres } from '../../servers/postgres.ts';

const postgres = await startTestPostgres();
const folder = await mkdtemp(join(tmpdir(), 'perdure-objects-'));
const stores = await openStores({ databaseUrl: postgres.url, objectStore: `file://${folder}` });
const test = await startTestServer({ stores });
// A line on standard input: the second program begins, which loads what a task registered.
process.stdin.once('data', () => {
  void registerAsTask(stores).then(() => process.stdout.write('registered\n'));
});
const empty = await postgres.createDatabase();
process.stdout.write(
  `${JSON.stringify({ url: test.server.url, token: TEST_TOKEN, database: postgres.url, empty })}\n`,
);
await new Promise<void>((resolve) => {
  process.once('SIGTERM', () => resolve());
  process.once('SIGINT', () => resolve());
});
await test.close();
await postgres.stop();
await rm(folder, { recursive: true, force: true });
process.exit();

/** A version as a task registers it: a file of the object store, and no address of MLflow's. */
async function registerAsTask({ objects, models }: Stores): Promise<void> {
  const file = new URL('../../../server/inference/fixtures/times-two.onnx', import.meta.url);
  const bytes = await readFile(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const objectKey = modelKey('kept', sha256);
  await objects.put(objectKey, bytes);
  await models.createVersion({
    ...{ name: 'kept', source: { dagId: 'digits', runId: 'r1', path: 'register' } },
    ...{ objectKey, sha256, size: bytes.byteLength },
    ...{ signature: {}, metrics: {}, lineage: {}, tags: {} },
  });
  const by = { dagId: 'digits', runId: 'r1' };
  await models.moveAlias({ name: 'kept', alias: 'champion', version: 1, expected: null, by });
}
