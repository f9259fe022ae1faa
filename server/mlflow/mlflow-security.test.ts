import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryStores } from '../../stores/memory-stores.ts';
import { openObjectStore } from '../../stores/objects/open-object-store.ts';
import {
  rawRequest,
  startTestServer,
  TEST_TOKEN,
  type TestServer,
} from '../testing/test-server.ts';

const API = '/api/2.0/mlflow';
const FILES = '/api/2.0/mlflow-artifacts/artifacts';
const ADA = 'token-of-ada-24-characters';
const SECRET = 'not for anybody';
let test: TestServer;
/** Holds the folder of the objects and, beside it, what nobody may reach. */
let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'perdure-mlflow-'));
  mkdirSync(join(home, 'objects'));
  writeFileSync(join(home, 'secret.txt'), SECRET);
  const objects = await openObjectStore(`file://${join(home, 'objects')}`);
  test = await startTestServer({ stores: { ...memoryStores(), objects }, tokens: { ada: ADA } });
});
afterAll(async () => {
  await test.close();
  rmSync(home, { recursive: true, force: true });
});

function basic(user: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

/** Every file below the folder of the objects, and whatever came to be beside it. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

async function newRun(experimentId = '0'): Promise<string> {
  const { body } = await test.call('POST', `${API}/runs/create`, { experiment_id: experimentId });
  const { run } = body as { run: { info: { run_id: string } } };
  return run.info.run_id;
}

describe("who may call MLflow's paths", () => {
  const CALLS: readonly (readonly [string, string])[] = [
    ['GET', `${API}/server-info`],
    ['GET', `${API}/experiments/get?experiment_id=0`],
    ['GET', '/api/3.0/mlflow/experiments/get?experiment_id=0'],
    ['POST', `${API}/runs/create`],
    ['POST', `${API}/runs/log-batch`],
    ['PATCH', `${API}/registered-models/update`],
    ['DELETE', `${API}/registered-models/delete`],
    ['GET', `${FILES}?path=0`],
    ['GET', `${FILES}/0/r/artifacts/a.txt`],
    ['PUT', `${FILES}/0/r/artifacts/a.txt`],
    ['DELETE', `${FILES}/0/r/artifacts/a.txt`],
    ['POST', '/api/2.0/mlflow-artifacts/mpu/create/0/r/artifacts/a.txt'],
    ['GET', `${API}/nothing/here`],
  ];
  const NOBODY: readonly (readonly [string, Record<string, string>])[] = [
    ['without a header', {}],
    ['the token as a user', basic(TEST_TOKEN, '')],
    ['the token without a user', { authorization: `Basic ${btoa(TEST_TOKEN)}` }],
    ['the token unencoded', { authorization: `Basic x:${TEST_TOKEN}` }],
    ['the token under another word', { authorization: `Digest ${TEST_TOKEN}` }],
    ['two words', { authorization: `Bearer ${TEST_TOKEN} ${TEST_TOKEN}` }],
    ['the token elsewhere', { 'x-mlflow-token': TEST_TOKEN, cookie: `token=${TEST_TOKEN}` }],
    ['a token that is none', { authorization: 'Bearer not-the-token-24-characters' }],
  ];

  it('lets nobody in without the token in its place', async () => {
    // A server of its own: after some wrong tokens an address is locked out.
    const own = await startTestServer();
    try {
      for (const [what, headers] of NOBODY) {
        for (const [method, path] of CALLS) {
          const answer = await rawRequest(own.server.url, { method, path, headers });
          expect([401, 429], `${what}: ${method} ${path}`).toContain(answer.status);
        }
      }
      const found = await own.stores.tracking.runs.searchRuns({
        ...{ experimentIds: ['0'], view: 'ALL' },
      });
      expect(found.items).toEqual([]);
    } finally {
      await own.close();
    }
  });

  it('lets the token in as bearer and as the password of Basic, there alone', async () => {
    const path = `${API}/experiments/get?experiment_id=0`;
    for (const header of [
      { authorization: `Bearer ${ADA}` },
      basic('whoever', ADA),
      basic('', ADA),
    ]) {
      expect((await test.bare('GET', path, header)).status).toBe(200);
    }
    for (const elsewhere of ['/api/v1/models', '/v2/models/x/ready', '/api/2.0/mlflowish/x']) {
      expect((await test.bare('GET', elsewhere, basic('ada', ADA))).status, elsewhere).toBe(401);
    }
  });

  it('notes whose token it was, and not who somebody says to be', async () => {
    const json = { ...basic('admin', ADA), 'content-type': 'application/json' };
    const made = await test.bare(
      'POST',
      `${API}/registered-models/create`,
      json,
      '{"name":"of-ada"}',
    );
    expect(made.status).toBe(200);
    const [entry] = await test.stores.audit.list({ limit: 1 });
    expect(entry).toMatchObject({ action: 'model.create', by: 'ada' });
  });

  it('counts wrong passwords of Basic as it counts wrong tokens', async () => {
    const own = await startTestServer();
    const path = `${API}/experiments/get?experiment_id=0`;
    const statuses: number[] = [];
    for (let guess = 0; guess < 40; guess += 1) {
      const headers = basic('admin', `guess-number-${guess}-of-many`);
      statuses.push((await rawRequest(own.server.url, { method: 'GET', path, headers })).status);
    }
    await own.close();
    expect(statuses[0]).toBe(401);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('paths of artifacts', () => {
  const STEPS = [
    '../secret.txt',
    '0/../../secret.txt',
    '0/%2e%2e/%2e%2e/secret.txt',
    '0/..%2f..%2fsecret.txt',
    '0/%252e%252e%252fsecret.txt',
    '0/..\\..\\secret.txt',
    '0/..%5c..%5csecret.txt',
    '0/.%00./secret.txt',
    '0/secret.txt%00.png',
    '/etc/passwd',
    '%2fetc%2fpasswd',
    '0//secret.txt',
    '0/./secret.txt',
    '0/a%0aSet-Cookie:x',
    'file:///etc/passwd',
    '0/#/../../secret.txt',
    `0/${'a'.repeat(5_000)}`,
  ];

  it.each(STEPS)('lead nowhere else: %j', async (step) => {
    const before = filesOf(home);
    const auth = { authorization: `Bearer ${TEST_TOKEN}` };
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const path = `${FILES}/${step}`;
      const headers = method === 'PUT' ? { ...auth, 'content-type': 'text/plain' } : auth;
      const answer = await test.bare(method, path, headers, method === 'PUT' ? 'x' : undefined);
      expect([400, 404, 414], `${method} ${JSON.stringify(answer.body)}`).toContain(answer.status);
      expect(JSON.stringify(answer.body)).not.toContain(SECRET);
    }
    const run = await newRun();
    for (const path of [
      `${FILES}?path=${encodeURIComponent(step)}`,
      `${API}/artifacts/list?run_id=${run}&path=${encodeURIComponent(step)}`,
    ]) {
      const answer = await test.bare('GET', path, auth);
      expect([200, 400, 404], JSON.stringify(answer.body)).toContain(answer.status);
      expect(JSON.stringify(answer.body['files'] ?? [])).not.toMatch(/secret|passwd/);
    }
    expect(filesOf(home)).toEqual(before);
    expect(readFileSync(join(home, 'secret.txt'), 'utf8')).toBe(SECRET);
  });

  it("of an experiment whose root is somebody else's stay below the server's own", async () => {
    const before = filesOf(home);
    const roots = [
      `file://${home}`,
      home,
      'mlflow-artifacts:/../secret.txt',
      'mlflow-artifacts:/0/../..',
      'mlflow-artifacts:/registry/of-ada/1/../../..',
      'mlflow-artifacts:/%2e%2e',
      'dbfs:/x',
    ];
    for (const [index, root] of roots.entries()) {
      const name = `root ${index}`;
      const made = await test.call('POST', `${API}/experiments/create`, {
        ...{ name, artifact_location: root },
      });
      if (made.status !== 200) continue;
      const run = await newRun(String(made.body['experiment_id']));
      const list = await test.call('GET', `${API}/artifacts/list?run_id=${run}`);
      expect(JSON.stringify(list.body['files'] ?? []), root).not.toContain('secret');
      const version = await test.call('POST', `${API}/model-versions/create`, {
        ...{ name: 'of-ada', source: `runs:/${run}/objects`, run_id: run },
      });
      expect([200, 400, 404], root).toContain(version.status);
    }
    for (const row of await test.stores.models.listVersions('of-ada')) {
      expect(row.objectKey).toBe('');
    }
    expect(filesOf(home)).toEqual(before);
  });

  it.each([
    '/etc/passwd',
    'file:///etc/passwd',
    'runs:/0/../../secret.txt',
    'mlflow-artifacts:/0/..%2f..',
    'mlflow-artifacts:/0/a?x=/../..',
    'http://169.254.169.254/latest',
    'models:/m-00\u0000/x',
  ])('are no source of a version: %j', async (source) => {
    const made = await test.call('POST', `${API}/model-versions/create`, {
      name: 'of-ada',
      source,
    });
    expect(made).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } });
  });

  it('never pass this server by: no part uploads, no presigned addresses', async () => {
    const runId = await newRun();
    for (const way of ['upload', 'download']) {
      const path = `${API}/artifacts/presigned-${way}-url`;
      const asked = await test.call('POST', path, { run_id: runId, path: 'a.txt' });
      expect(asked).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } });
      const nobody = await test.call('POST', path, { run_id: 'f'.repeat(32), path: 'a.txt' });
      expect(nobody).toMatchObject({ status: 404 });
    }
    const parts = await test.call(
      'POST',
      `${FILES.replace('artifacts/artifacts', 'artifacts/mpu/create')}/0/a`,
    );
    expect(parts).toMatchObject({ status: 501, body: { error_code: 'NOT_IMPLEMENTED' } });
    const traces = await test.call('POST', '/api/3.0/mlflow/traces', {});
    expect(traces).toMatchObject({ status: 404, body: { error_code: 'ENDPOINT_NOT_FOUND' } });
  });

  it('of registered versions are read only', async () => {
    const path = `${FILES}/registry/of-ada/1/model.onnx`;
    for (const method of ['PUT', 'DELETE']) {
      expect((await test.call(method, path)).status, method).toBe(400);
    }
  });
});

describe('bodies and filters', () => {
  it('that are too large are refused before they are read', async () => {
    const auth = { authorization: `Bearer ${TEST_TOKEN}` };
    const huge = { ...auth, 'content-length': String(30 * 1024 ** 3) };
    const artifact = await test.bare('PUT', `${FILES}/0/r/artifacts/a.bin`, huge);
    expect([400, 413]).toContain(artifact.status);
    const json = { ...huge, 'content-type': 'application/json' };
    const batch = await test.bare('POST', `${API}/runs/log-batch`, json);
    expect([400, 413]).toContain(batch.status);
  });

  it('of more than a batch, or deeper than any message, are refused', async () => {
    const runId = await newRun();
    const metrics = Array.from({ length: 1_001 }, (_, step) => ({
      ...{ key: 'm', value: 1, timestamp: 0, step },
    }));
    const many = await test.call('POST', `${API}/runs/log-batch`, { run_id: runId, metrics });
    expect(many).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } });
    const deep = `{"run_id":"${runId}","tags":${'['.repeat(70)}${']'.repeat(70)}}`;
    expect((await test.call('POST', `${API}/runs/log-batch`, deep)).status).toBe(400);
    const proto = `{"run_id":"${runId}","__proto__":{"isAdmin":true}}`;
    expect((await test.call('POST', `${API}/runs/log-batch`, proto)).status).toBe(400);
    expect((await test.stores.tracking.runs.getRun(runId))?.metrics).toEqual([]);
  });

  const SEARCHES: readonly (readonly [string, string, object])[] = [
    ['POST', '/runs/search', { experiment_ids: ['0'] }],
    ['POST', '/experiments/search', { max_results: 10 }],
    ['POST', '/logged-models/search', { experiment_ids: ['0'] }],
    ['GET', '/registered-models/search', {}],
    ['GET', '/model-versions/search', {}],
  ];
  const HOSTILE = [
    "name = 'x' OR 1=1",
    "name = 'x'; drop table perdure.tracking_runs",
    "name = 'x' -- ",
    "name = 'x' union select 1",
    "__proto__ = 'x'",
    "constructor.name = 'x'",
    `name LIKE '${'%'.repeat(50)}' AND ${'('.repeat(500)}`,
  ];
  it.each(SEARCHES)('of %s %s are read by one grammar', async (method, path, more) => {
    await newRun();
    for (const filter of HOSTILE) {
      const query = new URLSearchParams({ filter }).toString();
      const answer =
        method === 'GET'
          ? await test.call(method, `${API}${path}?${query}`)
          : await test.call(method, `${API}${path}`, { ...more, filter });
      expect(answer, filter).toMatchObject({
        ...{ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } },
      });
    }
  });
});
