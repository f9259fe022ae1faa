import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, TEST_TOKEN, type TestServer } from '../testing/test-server.ts';

const API = '/api/2.0/mlflow';
const FILES = '/api/2.0/mlflow-artifacts/artifacts';
const FIXTURES = new URL('../inference/fixtures/', import.meta.url);
let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

const onnx = (name: string): Uint8Array => readFileSync(new URL(`${name}.onnx`, FIXTURES));

async function upload(place: string, file: Uint8Array): Promise<void> {
  const headers = { authorization: `Bearer ${TEST_TOKEN}` };
  const body = Buffer.from(file);
  const answer = await fetch(`${test.server.url}${FILES}/${place}/model.onnx`, {
    ...{ method: 'PUT', headers, body },
  });
  expect(answer.status).toBe(200);
}

/** As a client's `log_model` and `register_model` do. @returns where its files are. */
async function registered(name: string, file: Uint8Array): Promise<string> {
  const made = await test.call('POST', `${API}/runs/create`, { experiment_id: '0' });
  const { run } = made.body as { run: { info: { run_id: string } } };
  const runId = run.info.run_id;
  await upload(`0/${runId}/artifacts/model`, file);
  await test.call('POST', `${API}/registered-models/create`, { name });
  const source = `runs:/${runId}/model`;
  const version = await test.call('POST', `${API}/model-versions/create`, {
    ...{ name, source, run_id: runId },
  });
  expect(version.status).toBe(200);
  await test.call('POST', `${API}/registered-models/alias`, {
    ...{ name, alias: 'champion', version: '1' },
  });
  return `0/${runId}/artifacts/model`;
}

const ROW = { inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 2] }] };

describe('a version that a client registered', () => {
  it('is loaded in a process of its own when it is first served, and answers', async () => {
    await registered('good', onnx('times-two'));
    const { status, body } = await test.call('POST', '/v2/models/good/infer', ROW);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body).toMatchObject({ outputs: [{ name: 'y', data: [2, 4] }] });
  });

  it.each([
    ['reads files of its machine', onnx('external')],
    ['makes the runtime fail', onnx('unknown-operator')],
    ['is no model at all', Buffer.from('#!/bin/sh\nexit 1\n')],
  ])('and %s is kept, and never served', async (what, file) => {
    const name = `bad-${what.length}`;
    await registered(name, file);
    const { status, body } = await test.call('POST', `/v2/models/${name}/infer`, ROW);
    expect({ status, code: body['code'] }).toEqual({ status: 422, code: 'MODEL_REJECTED' });
    expect((await test.call('GET', `${API}/server-info`)).status).toBe(200);
  });

  it('is not served once its file is another than the one that was registered', async () => {
    // With a text behind it, so that nobody has loaded these bytes before.
    const file = Buffer.concat([onnx('times-two'), Buffer.from([0x32, 0x01, 0x41])]);
    const place = await registered('changed', file);
    await upload(place, onnx('times-three'));
    const { body } = await test.call('POST', '/v2/models/changed/infer', ROW);
    expect(body['code']).toBe('TAMPERED_OBJECT');
  });
});
