/**
 * Our server on a Postgres of its own, for `compare.py`: `tsx --conditions=perdure:source serve.ts`.
 * Prints its address, its token and the address of its database as JSON, and serves until SIGTERM.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_TOKEN, startTestServer } from '../../../server/testing/test-server.ts';
import { openStores } from '../../../stores/open-stores.ts';
import { startTestPostgres } from '../../servers/postgres.ts';

const postgres = await startTestPostgres();
const folder = await mkdtemp(join(tmpdir(), 'perdure-objects-'));
const stores = await openStores({ databaseUrl: postgres.url, objectStore: `file://${folder}` });
const test = await startTestServer({ stores });
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
