import { createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryStores } from '../../stores/memory-stores.ts';
import { createServer } from '../create-server.ts';
import { MemoryRunControl } from '../testing/memory-run-control.ts';
import {
  rawRequest,
  startTestServer,
  TEST_TOKEN,
  type TestServer,
} from '../testing/test-server.ts';
import { Callers } from './callers.ts';
import { isCleanPath } from './clean-path.ts';
import { FailedLogins } from './failed-logins.ts';
import { HostList, isLoopback } from './host-list.ts';
import { jsonDepth } from './json-depth.ts';
import { parseTokens } from './parse-tokens.ts';
import { RequestBudget } from './request-budget.ts';
import { sameSecret } from './same-secret.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

/** Every route the router knows, with its params filled in. */
function routes(): { method: string; path: string }[] {
  const found: { method: string; path: string }[] = [];
  const stack: string[] = [];
  for (const line of test.server.app.printRoutes({ commonPrefix: false }).split('\n')) {
    const match = /^((?:[│ ]   )*)[├└]── (\S*?)(?: \((.*)\))?$/.exec(line);
    if (match === null) continue;
    const depth = (match[1] ?? '').length / 4;
    stack.length = depth;
    stack.push(match[2] ?? '');
    const path = stack.join('').replace(/:[a-z_]+/g, '1') || '/';
    for (const method of (match[3] ?? '').split(', ').filter(Boolean)) found.push({ method, path });
  }
  return found;
}

describe('the guard', () => {
  it('knows every route of the server', () => {
    const all = routes().map(({ method, path }) => `${method} ${path}`);
    expect(all.length).toBeGreaterThan(35);
    expect(all).toContain('POST /api/v1/dags/1/dagRuns');
    expect(all).toContain('GET /api/v1/openapi.json');
    expect(all).toContain('POST /v2/models/1/versions/1/infer');
  });

  it('closes every route but GET /healthz to callers without a token', async () => {
    for (const { method, path } of routes()) {
      const { status } = await test.bare(method, path);
      expect(`${method} ${path} ${status}`).toBe(
        `${method} ${path} ${method === 'GET' && path === '/healthz' ? 200 : 401}`,
      );
    }
  });

  it.each([
    '/healthz/',
    '//healthz',
    '/HEALTHZ',
    '/x/healthz',
    '/healthz?x',
    '/healthz%20',
    '/./healthz',
    '/api/v1/../../healthz',
    '/%68ealthz',
    '/healthz;x',
    '/nothing',
    '/',
    '/api/v1/',
    '/%',
    '/%zz',
    'http://localhost/healthz',
  ])('closes the odd path %s', async (path) => {
    expect((await test.bare('GET', path)).status).toBe(401);
  });

  it('opens /healthz to GET alone', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH']) {
      expect((await test.bare(method, '/healthz')).status).toBe(401);
    }
  });

  it.each([
    ['no scheme', TEST_TOKEN],
    ['another scheme', `Basic ${TEST_TOKEN}`],
    ['an empty token', 'Bearer '],
    ['two tokens', `Bearer ${TEST_TOKEN} ${TEST_TOKEN}`],
  ])('refuses %s', async (_, authorization) => {
    expect((await test.bare('GET', '/api/v1/dags', { authorization })).status).toBe(401);
  });

  it('answers refusals as problem+json without a stack', async () => {
    const { headers, body } = await test.bare('GET', '/api/v1/dags');
    expect(headers['content-type']).toContain('application/problem+json');
    expect(headers['www-authenticate']).toContain('Bearer');
    expect(body).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
  });

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1@evil',
    '[::2]',
  ])('refuses the Host %s even with the token', async (host) => {
    const headers = { host, authorization: `Bearer ${TEST_TOKEN}` };
    expect((await test.bare('GET', '/api/v1/dags', headers)).status).toBe(421);
  });

  it.each([
    '/api/v1/dags/%2e%2e',
    '/api/v1/dags/..',
    '/api/v1/dags/%252e%252e',
    '/api/v1/dags/a%2fb',
    '/api/v1/dags/a\\b',
    '/api/v1/dags/a%00b',
    '/api/v1/dags/%c0%ae%c0%ae',
    '/api/v1/dags/%ef%bc%8e%ef%bc%8e',
    '/api/v1//dags',
    '/api/v1/dags/',
  ])('refuses the path %s before it is routed', async (path) => {
    expect((await test.call('GET', path)).status).toBe(400);
  });
});

describe('wrong tokens', () => {
  it('are told to wait from the sixth on', async () => {
    const other = await startTestServer();
    const statuses: number[] = [];
    for (let tries = 0; tries < 7; tries++) {
      const headers = { authorization: `Bearer wrong-${tries}-wrong-wrong` };
      const answer = await rawRequest(other.server.url, { method: 'GET', path: '/v2', headers });
      statuses.push(answer.status);
      if (answer.status === 429) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await other.call('GET', '/v2')).status).toBe(429);
    await other.close();
  });

  it('that are the same one again and again do not lock out the right one', () => {
    let now = 0;
    const failures = new FailedLogins({ now: () => now });
    for (let tries = 0; tries < 20; tries++) failures.note('a', 'stale');
    expect(failures.note('a', 'stale')).toBe(60);
    expect(failures.lockedSeconds('a')).toBe(0);
    for (let tries = 0; tries < 6; tries++) failures.note('b', `guess ${tries}`);
    expect(failures.lockedSeconds('b')).toBe(60);
    now = 60_001;
    expect(failures.lockedSeconds('b')).toBe(0);
  });
});

describe('callers', () => {
  it('are known by their own tokens, and PERDURE_TOKEN is that of the admin', async () => {
    const ada = 'ada-has-a-token-of-her-own';
    const callers = new Callers(TEST_TOKEN, { ada });
    expect([callers.find(TEST_TOKEN), callers.find(ada), callers.find(`${ada}x`)]).toEqual([
      'admin',
      'ada',
      undefined,
    ]);
    const other = await startTestServer({ tokens: { ada } });
    const headers = { authorization: `Bearer ${ada}` };
    const path = '/api/v1/version';
    expect((await rawRequest(other.server.url, { method: 'GET', path, headers })).status).toBe(200);
    await other.close();
  });

  it('have names and tokens that can be told apart, or the server does not start', () => {
    const token = 'x'.repeat(16);
    expect(parseTokens(undefined)).toEqual({});
    expect(parseTokens(`ada=${token}=,grace=${token}`)).toEqual({
      ada: `${token}=`,
      grace: token,
    });
    for (const text of [`admin=${token}`, `a=${token},a=${token}`, `=${token}`, token]) {
      expect(() => parseTokens(text)).toThrow('PERDURE_TOKENS');
    }
    expect(() => parseTokens('ada=geheim')).toThrow(/^(?!.*geheim).*"ada".*weak/);
  });

  it('have so many requests a minute, each his own', async () => {
    let now = 0;
    const budget = new RequestBudget(2, () => now);
    expect([budget.take('a'), budget.take('a'), budget.take('a')]).toEqual([0, 0, 60]);
    expect(budget.take('b')).toBe(0);
    now = 60_000;
    expect(budget.take('a')).toBe(0);
    const other = await startTestServer({ requestsPerMinute: 1 });
    expect((await other.call('GET', '/api/v1/version')).status).toBe(200);
    const refused = await other.call('GET', '/api/v1/version');
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await other.call('GET', '/v2')).status).toBe(200);
    await other.close();
  });
});

describe('starting', () => {
  const options = (): Parameters<typeof createServer>[0] => {
    const stores = memoryStores();
    return { stores, control: new MemoryRunControl(stores), token: '', port: 0 };
  };

  it.each(['0.0.0.0', '::', '192.168.1.2', '127.0.0.1'])(
    'is refused on %s without a token',
    async (host) => {
      await expect(createServer({ ...options(), host })).rejects.toThrow('PERDURE_TOKEN');
    },
  );

  it('is refused with a weak token', async () => {
    await expect(createServer({ ...options(), token: 'secret' })).rejects.toThrow('too weak');
  });

  it('says when the port is taken', async () => {
    const taken = createTcpServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(createServer({ ...options(), token: TEST_TOKEN, port })).rejects.toThrow(
      'EADDRINUSE',
    );
    taken.close();
  });
});

describe('the parts of the guard', () => {
  it('compare secrets of any length', () => {
    expect(sameSecret('a', 'a')).toBe(true);
    expect(sameSecret('a', 'ab')).toBe(false);
    expect(sameSecret('', 'ab')).toBe(false);
  });

  it('know which paths are clean', () => {
    expect(isCleanPath('/api/v1/dags/d/dagRuns/manual__2026-11-21T10:00:00.000Z')).toBe(true);
    expect(isCleanPath('/x/fold%5B3%5D.train?after=3')).toBe(true);
    expect(isCleanPath('/x/fold[3].train')).toBe(true);
    expect(isCleanPath('/x/%20')).toBe(false);
    expect(isCleanPath('/x/a..b')).toBe(true); // no step: the id validator refuses it
  });

  it('know their hosts and loopback', () => {
    const hosts = new HostList(['Perdure.example']);
    expect(hosts.has('perdure.example:443')).toBe(true);
    expect(hosts.has('[::1]:8080')).toBe(true);
    expect(hosts.has(undefined)).toBe(false);
    expect(isLoopback('127.8.0.1')).toBe(true);
    expect(isLoopback('127.evil.example')).toBe(false);
  });

  it('measure the depth of JSON without being fooled by strings', () => {
    expect(jsonDepth('{"a":"[[[","b":[1,{"c":"\\"["}]}')).toBe(3);
    expect(jsonDepth('['.repeat(100_000))).toBe(100_000);
  });
});
