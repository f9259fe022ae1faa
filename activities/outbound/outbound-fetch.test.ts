import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { localHttp, type Arrived, type LocalHttp } from '../testing/local-http.ts';
import { allowedAddresses } from './allowed-addresses.ts';
import type { HostAddress, Resolve } from './checked-address.ts';
import { outboundFetch, type OutboundRules } from './outbound-fetch.ts';

const { signal } = new AbortController();
const servers: LocalHttp[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

type Answer = { status?: number; headers?: Record<string, string>; body?: string | Buffer };
async function serve(answer: (request: Arrived) => Answer): Promise<LocalHttp> {
  const server = await localHttp((request, response) => {
    const { status = 200, headers = {}, body = 'hello' } = answer(request);
    response.writeHead(status, headers).end(body);
  });
  servers.push(server);
  return server;
}
const at = (address: string, family = 4): HostAddress => ({ address, family });
const resolving =
  (names: Readonly<Record<string, readonly HostAddress[]>>): Resolve =>
  async (host) =>
    names[host] ?? [];
const NOTHING = allowedAddresses();
const asked = (url: string, rules: OutboundRules = {}): Promise<Response> =>
  outboundFetch(url, { signal }, { allowed: NOTHING, ...rules });

describe('a URL of a user', () => {
  it.each([
    'http://127.0.0.1/x',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0.0.0.0/',
    'http://10.1.2.3/',
    'http://100.64.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[2002:7f00:1::]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
  ])('that is not on the public internet is refused: %s', async (url) => {
    const resolve: Resolve = () => Promise.reject(new Error('Nobody is asked for an address.'));
    await expect(asked(url, { resolve })).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
  });
  it.each([
    ['that has a private address beside a public one', [at('1.1.1.1'), at('10.0.0.7')], '10.0.0.7'],
    ['of the loopback', [at('127.0.0.1')], '127.0.0.1'],
    ['of cloud metadata, as IPv6', [at('fd00:ec2::254', 6)], 'fd00:ec2::254'],
    ['of an IPv4 address in IPv6', [at('::ffff:192.168.0.1', 6)], '::ffff:192.168.0.1'],
  ])('is refused by what its name resolves to: a host %s', async (_, found, told) => {
    const resolve = resolving({ 'inside.example': found });
    await expect(asked('https://inside.example/', { resolve })).rejects.toThrow(
      `inside.example leads to ${told}, which is not on the public internet.`,
    );
  });
  it.each(['ftp://example.com/', 'file:///etc/passwd', 'http://user:word@example.com/'])(
    'of another scheme, or with a password in it, is refused: %s',
    async (url) => {
      const resolve = resolving({ 'example.com': [at('1.1.1.1')] });
      await expect(asked(url, { resolve })).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
    },
  );
});

describe('the setting', () => {
  it('lets addresses, ranges and hosts be reached, and nothing else', () => {
    const { allows } = allowedAddresses('127.0.0.1, 10.0.0.0/8,fd00::/8 ,Hooks.Internal');
    expect(allows('x', '127.0.0.1')).toBe(true);
    expect(allows('x', '::ffff:127.0.0.1')).toBe(true);
    expect(allows('x', '127.0.0.2')).toBe(false);
    expect(allows('x', '10.200.0.1')).toBe(true);
    expect(allows('x', 'fd12::1')).toBe(true);
    expect(allows('hooks.internal', '192.168.0.9')).toBe(true);
    expect(allows('other.internal', '192.168.0.9')).toBe(false);
    expect(allows('x', '1.1.1.1')).toBe(true);
  });
  it.each(['10.0.0.0/33', '10.0.0.0/8/1', '10.0.0.0/x', 'a b', '-x'])(
    'is refused when it holds what is none of them: %s',
    (list) => expect(() => allowedAddresses(list)).toThrow(TypeError),
  );
  it('is read from the environment', async () => {
    const { url } = await serve(() => ({}));
    vi.stubEnv('PERDURE_ALLOWED_ADDRESSES', '');
    await expect(outboundFetch(url, { signal })).rejects.toThrow('PERDURE_ALLOWED_ADDRESSES');
    vi.stubEnv('PERDURE_ALLOWED_ADDRESSES', '127.0.0.1');
    expect(await (await outboundFetch(url, { signal })).text()).toBe('hello');
  });
});

describe('a request', () => {
  const allowed = allowedAddresses('127.0.0.1');
  it('goes to the address that was checked, whatever the name resolves to later', async () => {
    const server = await serve(() => ({}));
    const answers = [[at('127.0.0.1')], [at('10.0.0.1')]];
    const resolve = vi.fn<Resolve>(async () => answers.shift() ?? []);
    const { port } = new URL(server.url);
    const response = await asked(`http://rebinding.example:${port}/a?b=1`, { resolve, allowed });
    expect([response.status, await response.text()]).toEqual([200, 'hello']);
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(server.arrived[0]).toMatchObject({
      ...{ method: 'GET', path: '/a?b=1' },
      headers: { host: `rebinding.example:${port}` },
    });
  });
  it('is checked again at each redirect', async () => {
    const { url } = await serve(() => ({
      ...{ status: 302, headers: { location: 'http://169.254.169.254/latest/' } },
    }));
    await expect(asked(url, { allowed })).rejects.toThrow('169.254.169.254');
  });
  it('keeps its secrets at their origin when it is redirected, and posts once', async () => {
    const other = await serve(() => ({ body: 'there' }));
    const first = await serve(({ path }) =>
      path === '/same'
        ? { status: 307, headers: { location: `${other.url}/end` } }
        : { status: 308, headers: { location: '/same' } },
    );
    const headers = { 'X-Key': 'k', Authorization: 'Bearer t', 'Content-Type': 'text/plain' };
    const options = { method: 'POST', headers, body: 'b', signal };
    const response = await outboundFetch(first.url, options, { allowed });
    expect(await response.text()).toBe('there');
    expect(first.arrived.map(({ method, headers: { 'x-key': key } }) => [method, key])).toEqual([
      ['POST', 'k'],
      ['POST', 'k'],
    ]);
    const [arrived] = other.arrived;
    expect(arrived).toMatchObject({ method: 'POST', body: 'b', path: '/end' });
    expect(arrived?.headers).toMatchObject({ 'content-type': 'text/plain' });
    expect(arrived?.headers).not.toHaveProperty('x-key');
    expect(arrived?.headers).not.toHaveProperty('authorization');
  });
  it('becomes a GET without a body where browsers make it one, and does not go round for ever', async () => {
    const server = await serve(({ path }) =>
      path === '/loop'
        ? { status: 302, headers: { location: '/loop' } }
        : path === '/see'
          ? {}
          : { status: 303, headers: { location: '/see' } },
    );
    const headers = { 'content-type': 'text/plain' };
    await outboundFetch(server.url, { method: 'POST', headers, body: 'b', signal }, { allowed });
    expect(server.arrived[1]).toMatchObject({ method: 'GET', body: '', path: '/see' });
    expect(server.arrived[1]?.headers).not.toHaveProperty('content-type');
    await expect(asked(`${server.url}/loop`, { allowed })).rejects.toThrow('without end');
  });
  it('reads packed answers, empty ones and heads', async () => {
    const { url } = await serve(({ method, path }) =>
      path === '/none'
        ? { status: 204, body: '' }
        : method === 'HEAD'
          ? { body: '' }
          : { headers: { 'content-encoding': 'gzip' }, body: gzipSync('packed') },
    );
    expect(await (await asked(url, { allowed })).text()).toBe('packed');
    expect((await asked(`${url}/none`, { allowed })).body).toBeNull();
    const head = await outboundFetch(url, { method: 'HEAD', signal }, { allowed });
    expect([head.status, head.body]).toEqual([200, null]);
  });
  it('ends with the reason of its signal', async () => {
    const controller = new AbortController();
    const { url } = await serve(() => {
      controller.abort(new Error('Cancelled.'));
      return {};
    });
    const cancelled = outboundFetch(url, { signal: controller.signal }, { allowed });
    await expect(cancelled.then((response) => response.text())).rejects.toThrow(/cancelled|abort/i);
  });
});
