import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  TEST_TOKEN,
  startTestServer,
  type TestServer,
} from '../../../server/testing/test-server.ts';
import { memoryStores, openStores } from '../../../stores/open-stores.ts';
import { startTestPostgres, type TestPostgres } from '../../servers/postgres.ts';
import { Ids, plain, type RecordedCall } from './transcript.ts';

/**
 * What MLflow's unmodified client asked the stock server, asked of ours, over both stores: status and
 * answer have to be the same but for ids, times and words. `compare.py --write` records it anew.
 */
const calls = JSON.parse(
  readFileSync(new URL('transcript.json', import.meta.url), 'utf8'),
) as readonly RecordedCall[]; // written by compare.py alone

let postgres: TestPostgres;
let folder: string;
const servers: { [store: string]: TestServer } = {};

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(join(tmpdir(), 'perdure-objects-'));
  const config = { databaseUrl: postgres.url, objectStore: `file://${folder}` };
  servers['Postgres'] = await startTestServer({ stores: await openStores(config) });
  servers['memory'] = await startTestServer({ stores: memoryStores() });
});
afterAll(async () => {
  for (const server of Object.values(servers)) await server.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each(['memory', 'Postgres'])("MLflow's client, over %s", (store) => {
  it('gets the answers that the stock server gave', async () => {
    const url = servers[store]?.server.url ?? '';
    const ids = new Ids();
    const tokens = new Map<string, string>();
    for (const [index, call] of calls.entries()) {
      const { status, answer, next } = await ask(url, call, ids, tokens.get(searchOf(call)));
      const where = `call ${index}: ${call.method} ${call.path} ${JSON.stringify(call.body ?? '')}`;
      expect(status, where).toBe(call.status);
      if (call.answer === undefined) continue;
      ids.learn(plain(call.answer), answer);
      expect(answer, where).toEqual(
        JSON.parse(ids.filled(JSON.stringify(plain(call.answer)))) as unknown,
      );
      if (next !== undefined) tokens.set(searchOf(call), next);
    }
    // Were the transcript empty, the test would prove nothing.
    expect(calls.length).toBeGreaterThan(150);
  });
});

/** Two searches in a row that are equal but for their page are pages of one. */
function searchOf({ path, body }: RecordedCall): string {
  return path.endsWith('/search') && JSON.stringify(body).includes('"max_results":2,')
    ? JSON.stringify(body)
    : '';
}

async function ask(
  url: string,
  call: RecordedCall,
  ids: Ids,
  pageToken: string | undefined,
): Promise<{ status: number; answer: unknown; next?: string }> {
  const body =
    call.bytes !== undefined
      ? Buffer.from(call.bytes, 'base64')
      : call.body === undefined
        ? undefined
        : ids.filled(
            JSON.stringify({
              ...call.body,
              ...(pageToken === undefined ? {} : { page_token: pageToken }),
            }),
          );
  const response = await fetch(`${url}${ids.filled(call.path)}`, {
    method: call.method,
    headers: {
      authorization: `Bearer ${TEST_TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.headers.get('content-type')?.includes('json') !== true) {
    return { status: response.status, answer: { bytes: bytes.toString('base64') } };
  }
  const answer: unknown = JSON.parse(bytes.toString('utf8'));
  const next: unknown = Reflect.get(Object(answer) as object, 'next_page_token');
  return {
    status: response.status,
    answer: plain(answer),
    ...(typeof next === 'string' ? { next } : {}),
  };
}
