import { afterEach, describe, expect, test } from 'vitest';
import type { Callback, CallbackContext, TaskEvent } from '../../dsl/index.ts';
import { localHttp, type LocalHttp } from '../testing/local-http.ts';
import { slack } from './slack.ts';
import { webhook } from './webhook.ts';

const at = '2026-11-21T00:00:00.000Z';
const event: TaskEvent = {
  run: {
    ...{ dagId: 'digits', runId: 'manual__1', runType: 'manual', isLatest: true },
    ...{ logicalDate: at, dataInterval: { start: at, end: at } },
  },
  ...{ taskId: 'train', path: 'train[2]', attempt: 2, state: 'failed' },
  error: 'loss is <NaN> & rising',
  logUrl: 's3://logs/train',
};
const secrets: { readonly [name: string]: string } = { token: 'Bearer abc' };

function context(signal = new AbortController().signal): CallbackContext {
  const log = (): void => undefined;
  return {
    ...{ messageId: 'callback/digits/1', signal },
    log: { debug: log, info: log, warn: log, error: log },
    secret: async (name) => {
      const secret =
        secrets[name] ?? (name === 'hook' ? `${server?.url ?? ''}/services/T0/B0` : '');
      if (secret === '') throw new Error(`Secret "${name}" is not there.`);
      return secret;
    },
  };
}

let server: LocalHttp | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Sends one event to a server that answers so, and gives what arrived there. */
async function send(make: (url: string) => Callback, status = 200, answer = 'ok') {
  server = await localHttp((_request, response) => {
    response.writeHead(status).end(answer);
  });
  await make(server.url)(event, context());
  const [arrived] = server.arrived;
  if (arrived === undefined) throw new Error('Nothing arrived.');
  return { ...arrived, json: JSON.parse(arrived.body) as { readonly [name: string]: unknown } };
}

describe('webhook', () => {
  test('posts the event, with a key by which a receiver knows a repeat', async () => {
    const { json, method, headers } = await send((url) => webhook({ url }));
    expect(method).toBe('POST');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'callback/digits/1',
    });
    expect(json).toMatchObject({
      ...{ taskId: 'train', path: 'train[2]', state: 'failed', run: { runId: 'manual__1' } },
      text: 'train[2] of digits (manual__1): failed in try 2: loss is <NaN> & rising',
    });
  });

  test('takes headers, secrets as headers, and a body of its own', async () => {
    const { headers, json } = await send((url) =>
      webhook({
        url,
        headers: { 'X-Team': 'ml', Authorization: { secret: 'token' } },
        body: ({ taskId }) => ({ alert: taskId }),
      }),
    );
    expect(headers).toMatchObject({ 'x-team': 'ml', authorization: 'Bearer abc' });
    expect(json).toEqual({ alert: 'train' });
  });

  test('fails when it is not taken, so that it is sent again; the path of the url stays hidden', async () => {
    const sent = send((url) => webhook({ url: `${url}/T0KEN` }), 503, 'later');
    await expect(sent).rejects.toThrow(/^127\.0\.0\.1:\d+ answered 503: later$/);
  });

  test('fails when the secret is not there, and sends nothing', async () => {
    await expect(
      send((url) => webhook({ url, headers: { a: { secret: 'other' } } })),
    ).rejects.toThrow('Secret "other" is not there.');
    expect(server?.arrived).toEqual([]);
  });

  test('ends when its time is over', async () => {
    server = await localHttp(() => undefined);
    const stop = new AbortController();
    const sent = webhook({ url: server.url })(event, context(stop.signal));
    setTimeout(() => stop.abort(new Error('too long')), 20);
    await expect(sent).rejects.toThrow('too long');
  });
});

describe('slack', () => {
  test("posts what Slack's incoming webhooks take, escaped", async () => {
    const { json, path } = await send(() =>
      slack({ webhookUrl: { secret: 'hook' }, channel: '#ml', username: 'perdure' }),
    );
    const text =
      ':x: train[2] of digits (manual__1): failed in try 2: loss is &lt;NaN&gt; &amp; rising';
    expect(path).toBe('/services/T0/B0');
    expect(json).toEqual({
      ...{ channel: '#ml', username: 'perdure', text },
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text } },
        {
          type: 'context',
          elements: [{ type: 'mrkdwn', text: `logical date ${at} · s3://logs/train` }],
        },
      ],
    });
  });

  test('cuts what Slack would refuse, and takes a text of its own', async () => {
    const { json } = await send((url) =>
      slack({ webhookUrl: url, text: ({ state }) => `${state} `.repeat(2000) }),
    );
    expect(String(json['text']).length).toBeLessThanOrEqual(3_000);
    expect(json).not.toHaveProperty('channel');
  });

  test("gives Slack's own words when it refuses", async () => {
    await expect(
      send((url) => slack({ webhookUrl: url }), 404, 'channel_not_found'),
    ).rejects.toThrow('answered 404: channel_not_found');
  });
});
