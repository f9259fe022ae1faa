import { afterEach, describe, expect, test } from 'vitest';
import { localHttp, type LocalHttp } from '../testing/local-http.ts';
import { poke, sensorContext } from '../testing/sensor-context.ts';
import { httpOk } from './http-ok.ts';

let server: LocalHttp | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const request = { method: 'GET', headers: {}, secretHeaders: {} };

async function serve(
  status: number,
  body: unknown = '',
  headers: { readonly [name: string]: string } = {},
): Promise<string> {
  server = await localHttp((_request, response) => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  return server.url;
}

describe('httpOk', () => {
  test('is ready at any 2xx, and tells which', async () => {
    const url = await serve(204);
    expect(await poke(httpOk, { ...request, url }, sensorContext({}))).toEqual({
      status: 204,
      value: null,
    });
  });

  test('is ready at a status that was named, also outside of 2xx', async () => {
    const url = await serve(404);
    const probe = sensorContext({});
    expect(await poke(httpOk, { ...request, url, status: [404] }, probe)).toMatchObject({
      status: 404,
    });
    expect(await poke(httpOk, { ...request, url, status: [200] }, probe)).toBeUndefined();
  });

  test.each([404, 408, 425, 429, 500, 502, 503])('asks again after %i', async (status) => {
    const url = await serve(status);
    expect(await poke(httpOk, { ...request, url }, sensorContext({}))).toBeUndefined();
  });

  test.each([400, 401, 403, 405])('fails at %i, which will not mend itself', async (status) => {
    const url = await serve(status);
    await expect(poke(httpOk, { ...request, url }, sensorContext({}))).rejects.toThrow(
      `answered ${status}`,
    );
  });

  test('asks again when nobody listens', async () => {
    const url = await serve(200);
    await server?.close();
    const probe = sensorContext({});
    expect(await poke(httpOk, { ...request, url }, probe)).toBeUndefined();
    expect(probe.logged.join()).toMatch(/cannot be reached: .*ECONNREFUSED/);
  });

  test('does not ask again before the Retry-After of the server, on whichever worker', async () => {
    const url = await serve(503, '', { 'retry-after': '3600' });
    const first = sensorContext({});
    expect(await poke(httpOk, { ...request, url }, first)).toBeUndefined();
    const second = sensorContext({});
    second.saved = first.saved;
    expect(await poke(httpOk, { ...request, url }, second)).toBeUndefined();
    expect(server?.arrived).toHaveLength(1);
  });

  test('asks again once the Retry-After is over', async () => {
    const url = await serve(200);
    const probe = sensorContext({});
    probe.saved = { notBefore: new Date(Date.now() - 1).toISOString() };
    expect(await poke(httpOk, { ...request, url }, probe)).toMatchObject({ status: 200 });
  });

  test('waits until a value of the JSON is there, or is the wanted one', async () => {
    const url = await serve(200, { job: { state: 'done', steps: [{ ok: true }] } });
    const ask = (more: object): Promise<unknown> =>
      poke(httpOk, { ...request, url, ...more }, sensorContext({}));
    const path = ['job', 'state'];
    expect(await ask({ path })).toEqual({ status: 200, value: 'done' });
    expect(await ask({ path, equals: 'done' })).toEqual({ status: 200, value: 'done' });
    expect(await ask({ path, equals: 'running' })).toBeUndefined();
    expect(await ask({ path: ['job', 'steps', 0] })).toMatchObject({ value: { ok: true } });
    expect(await ask({ path: ['job', 'steps', 0, 'ok'], equals: true })).toMatchObject({
      value: true,
    });
    expect(await ask({ path: ['job', 'toString'] })).toBeUndefined();
  });

  test('takes text that is not JSON for not ready', async () => {
    const url = await serve(200, '<html>starting</html>');
    expect(
      await poke(httpOk, { ...request, url, path: ['state'] }, sensorContext({})),
    ).toBeUndefined();
  });

  test('refuses to read an answer of more than a megabyte', async () => {
    const url = await serve(200, 'x'.repeat(1_100_000));
    await expect(
      poke(httpOk, { ...request, url, path: ['state'] }, sensorContext({})),
    ).rejects.toThrow(/more than 1048576 bytes/);
  });

  test('sends headers, secrets as headers, and a body as JSON', async () => {
    const url = await serve(200);
    const probe = sensorContext({ secrets: { token: 'Bearer abc' } });
    const sent = {
      ...{ url, method: 'POST', headers: { 'x-a': '1' }, body: { a: [1] } },
      secretHeaders: { authorization: 'token' },
    };
    await poke(httpOk, sent, probe);
    expect(server?.arrived[0]).toMatchObject({
      method: 'POST',
      body: '{"a":[1]}',
      headers: { 'x-a': '1', authorization: 'Bearer abc', 'content-type': 'application/json' },
    });
  });

  test('ends with its poke, however long the server takes', async () => {
    server = await localHttp(() => undefined);
    const stop = new AbortController();
    const asked = poke(
      httpOk,
      { ...request, url: server.url },
      sensorContext({ signal: stop.signal }),
    );
    setTimeout(() => stop.abort(new Error('poke timeout')), 20);
    await expect(asked).rejects.toThrow('poke timeout');
  });
});
