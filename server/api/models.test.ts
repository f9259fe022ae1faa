import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestAnswer, type TestServer } from '../testing/test-server.ts';

const ADA = { authorization: 'Bearer token-of-ada-24-characters' };
const ALIAS = '/api/v1/models/digits/aliases/champion';
const VERSION = '/api/v1/models/digits/versions/1';
let test: TestServer;
beforeAll(async () => {
  test = await startTestServer({ tokens: { ada: 'token-of-ada-24-characters' } });
  for (const runId of ['r1', 'r2', 'r3']) {
    await test.stores.models.createVersion({
      ...{ name: 'digits', source: { dagId: 'd', runId, path: 'register' } },
      ...{ objectKey: 'models/x', sha256: 'a'.repeat(64), size: 1 },
      ...{ signature: {}, metrics: {}, lineage: {}, tags: { old: '1' } },
    });
  }
});
afterAll(() => test.close());

function put(body: object, headers = {}): Promise<TestAnswer> {
  return test.call('PUT', ALIAS, body, headers);
}

describe('the registry over REST', () => {
  it('knows a model that has no version yet', async () => {
    await test.stores.models.createModel({ name: 'empty' }, 'ada');
    const { status, body } = await test.call('GET', '/api/v1/models/empty/versions');
    expect({ status, body }).toEqual({
      status: 200,
      body: { model_versions: [], total_entries: 0 },
    });
    expect((await test.call('GET', '/api/v1/models/empty')).body).toMatchObject({
      ...{ latest_version: 0, aliases: {} },
    });
  });

  it('moves an alias from where it is expected alone, and tells who moved it', async () => {
    expect((await put({ version: 1, expected: null }, ADA)).body).toMatchObject({
      version: 1,
      aliases: ['champion'],
    });
    const late = await put({ version: 2, expected: null });
    expect(late).toMatchObject({ status: 409, body: { code: 'ALIAS_MOVED' } });
    const wrong = await put({ version: 2, expected: 3 });
    expect(wrong.body['detail']).toContain('points at version 1, not at version 3');
    expect((await put({ version: 2, expected: 1 })).status).toBe(200);
    // The same move again: its answer may have been lost.
    expect((await put({ version: 2, expected: 1 })).status).toBe(200);
    expect((await put({ version: 3 })).status).toBe(200);
    const { body } = await test.call('GET', `${ALIAS}/history`);
    expect(body).toMatchObject({
      moves: [
        { from: 2, to: 3, by: 'admin' },
        { from: 1, to: 2, by: 'admin' },
        { from: null, to: 1, by: 'ada' },
      ],
    });
  });

  it('takes an alias away, once and for good', async () => {
    const path = '/api/v1/models/digits/aliases/gone';
    await test.call('PUT', path, { version: 1 });
    const gone = await test.call('DELETE', path);
    expect(gone).toMatchObject({ status: 200, body: { name: 'digits' } });
    expect(gone.body['aliases']).not.toHaveProperty('gone');
    expect((await test.call('GET', path)).status).toBe(404);
    expect((await test.call('DELETE', path)).status).toBe(200);
    const after = await test.call('PUT', path, { version: 1, expected: 1 });
    expect(after).toMatchObject({ status: 409, body: { code: 'ALIAS_MOVED' } });
  });

  it('keeps who approved a version, and lets the newest decision count', async () => {
    const approve = (state: string, headers = {}): Promise<TestAnswer> =>
      test.call('PATCH', VERSION, { approval: { state, reason: 'seen' } }, headers);
    expect((await approve('approved', ADA)).body).toMatchObject({
      approval: { state: 'approved', by: 'ada', reason: 'seen' },
    });
    const change = { description: 'good', tags: { old: null, new: '2' } };
    expect((await test.call('PATCH', VERSION, change)).body).toMatchObject({
      ...{ description: 'good', tags: { new: '2' } },
      approval: { state: 'approved', by: 'ada' },
    });
    expect((await approve('rejected')).body).toMatchObject({
      approval: { state: 'rejected', by: 'admin' },
    });
    const audit = (await test.stores.audit.list({ limit: 3 })).map(({ action, by }) => [
      action,
      by,
    ]);
    expect(audit).toEqual([
      ['model.version.change', 'admin'],
      ['model.version.change', 'admin'],
      ['model.version.change', 'ada'],
    ]);
  });

  it.each([
    ['PUT', ALIAS, { version: 9 }, 404],
    ['PUT', '/api/v1/models/nothing/aliases/champion', { version: 1 }, 404],
    ['PUT', '/api/v1/models/digits/aliases/v7', { version: 1 }, 400],
    ['PUT', '/api/v1/models/digits/aliases/latest', { version: 1 }, 400],
    ['PUT', ALIAS, { version: '1' }, 422],
    ['PUT', ALIAS, { version: 1, from: 2 }, 422],
    ['DELETE', '/api/v1/models/nothing/aliases/champion', undefined, 404],
    ['GET', '/api/v1/models/nothing/aliases/champion/history', undefined, 404],
    ['PATCH', '/api/v1/models/digits/versions/9', { description: 'x' }, 404],
    ['PATCH', VERSION, { approval: { state: 'perhaps', reason: '' } }, 422],
    ['PATCH', VERSION, { approval: { state: 'approved', reason: '', by: 'ada' } }, 422],
    ['PATCH', VERSION, { stage: 'Production' }, 422],
    ['PATCH', VERSION, { description: 'x'.repeat(5_001) }, 422],
  ])('refuses %s %s with %j by %i', async (method, path, body, status) => {
    const before = await test.stores.models.listVersions('digits');
    const answer = await test.call(method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(await test.stores.models.listVersions('digits')).toEqual(before);
  });
});
