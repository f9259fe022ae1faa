import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitIsolationForest } from '../../ml/isolation/isolation-forest.ts';
import type { Model } from '../../ml/model/model.ts';
import { exportModel } from '../../ml/onnx/export-model.ts';
import { signatureOfModel } from '../../ml/onnx/model-signature.ts';
import type { JsonObject } from '../../dsl/plan/json.ts';
import { memoryStores } from '../../stores/memory-stores.ts';
import type { Stores } from '../../stores/stores.ts';
import { startTestServer, type TestAnswer, type TestServer } from '../testing/test-server.ts';
import type { RequestTensor } from './request-tensor.ts';
import { ModelServing } from './model-serving.ts';
import { INFERENCE_LIMITS } from './limits.ts';

const FILES = new URL('fixtures/', import.meta.url);
const fixture = (name: string): Uint8Array => readFileSync(new URL(`${name}.onnx`, FILES));
/** With a doc string behind it, so that it is a file of its own that nobody loaded before. */
const changed = (name: string): Uint8Array =>
  Buffer.concat([fixture(name), Buffer.from([0x32, 0x01, 0x41])]);
const LIMITS = { processes: 1, queue: 4, runLimitMs: 1_500, aliasPollMs: 100, batch: 100 };

let test: TestServer;
beforeAll(async () => {
  const stores = memoryStores();
  for (const name of ['types', 'divide', 'endless', 'external', 'custom', 'unknown-operator']) {
    await register(stores, name, fixture(name));
  }
  await register(stores, 'scale', fixture('times-two'));
  await register(stores, 'scale', fixture('times-three'));
  test = await startTestServer({ stores, inference: LIMITS });
});
afterAll(() => test.close());

/** Registers a file as the next version, known to be good; the first version becomes champion. */
async function register(
  stores: Stores,
  name: string,
  file: Uint8Array,
  lineage: JsonObject = { onnxCheck: {} },
): Promise<number> {
  const sha256 = createHash('sha256').update(file).digest('hex');
  const objectKey = `models/${name}/${sha256}.onnx`;
  await stores.objects.put(objectKey, file);
  const { version } = await stores.models.createVersion({
    name,
    source: {
      dagId: 'd',
      runId: 'r',
      path: `register[${(await stores.models.listVersions(name)).length}]`,
    },
    objectKey,
    sha256,
    size: file.length,
    signature: {},
    metrics: {},
    lineage,
    tags: {},
  });
  if (version === 1) await alias(stores, name, 'champion', 1, null);
  return version;
}

async function alias(
  stores: Stores,
  name: string,
  word: string,
  version: number,
  expected: number | null,
): Promise<void> {
  await stores.models.moveAlias({
    name,
    alias: word,
    version,
    expected,
    by: { dagId: 'd', runId: 'r' },
  });
}

interface Asked {
  readonly inputs: (Omit<RequestTensor, 'shape'> & { readonly shape: number[] })[];
}
const x = (data: unknown, shape = [1, 2], datatype = 'FP32'): Asked => ({
  // Some of the tests give data that is no list.
  inputs: [{ name: 'x', shape, datatype, data: data as number[] }],
});
function infer(model: string, body: unknown): Promise<TestAnswer> {
  return test.call('POST', `/v2/models/${model}/infer`, body);
}
function first(answer: TestAnswer): unknown {
  const outputs = answer.body['outputs'] as { readonly data: unknown }[] | undefined;
  return outputs?.[0]?.data;
}

describe('the protocol', () => {
  it('answers for server and model', async () => {
    expect((await test.call('GET', '/v2')).body).toMatchObject({ name: 'perdure' });
    expect((await test.call('GET', '/v2/health/live')).body).toEqual({ live: true });
    expect((await test.call('GET', '/v2/health/ready')).body).toEqual({ ready: true });
    expect((await test.call('GET', '/v2/models/scale')).body).toEqual({
      name: 'scale',
      versions: ['1'],
      platform: 'onnxruntime_onnx',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 2] }],
    });
    expect((await test.call('GET', '/v2/models/scale/ready')).body).toEqual({ ready: true });
    expect((await test.call('GET', '/v2/models/scale/versions/2/ready')).status).toBe(200);
    expect((await test.call('GET', '/v2/models/nothing/ready')).status).toBe(404);
  });

  it('computes with the champion, a version or another alias', async () => {
    const answer = await infer('scale', { id: 'q1', ...x([1, 2, 3, 4], [2, 2]) });
    expect(answer.body).toEqual({
      model_name: 'scale',
      model_version: '1',
      id: 'q1',
      outputs: [{ name: 'y', datatype: 'FP32', shape: [2, 2], data: [2, 4, 6, 8] }],
    });
    expect(first(await infer('scale/versions/2', x([1, 2])))).toEqual([3, 6]);
    await alias(test.stores, 'scale', 'challenger', 2, null);
    expect(
      first(await infer('scale', { parameters: { alias: 'challenger' }, ...x([1, 2]) })),
    ).toEqual([3, 6]);
    const query = await test.call('POST', '/v2/models/scale/infer?alias=challenger', x([1, 2]));
    expect(query.body['model_version']).toBe('2');
    expect((await infer('scale', { parameters: { alias: 'other' }, ...x([1, 2]) })).status).toBe(
      404,
    );
  });

  it('takes nested data and gives back every kind of element', async () => {
    expect(
      first(
        await infer(
          'scale',
          x(
            [
              [1, 2],
              [3, 4],
            ],
            [2, 2],
          ),
        ),
      ),
    ).toEqual([2, 4, 6, 8]);
    const { body } = await infer('types', {
      inputs: [
        { name: 'i', shape: [2], datatype: 'INT64', data: [-5, 9007199254740991] },
        { name: 'b', shape: [2], datatype: 'BOOL', data: [true, false] },
        { name: 's', shape: [2], datatype: 'BYTES', data: ['é', ''] },
        { name: 'd', shape: [2], datatype: 'FP64', data: [0.1, -1e300] },
      ],
      outputs: [{ name: 's_out' }, { name: 'i_out' }],
    });
    expect(body['outputs']).toEqual([
      { name: 's_out', datatype: 'BYTES', shape: [2], data: ['é', ''] },
      { name: 'i_out', datatype: 'INT64', shape: [2], data: [-5, 9007199254740991] },
    ]);
  });
});

describe('models of ours', () => {
  const number = { type: 'number', indicator: false, shift: 0, scale: 1 } as const;
  const size = { ...number, name: 'size', fill: 2 };
  const colour = { type: 'text', name: 'colour', fill: 'red', encode: 'one_hot' } as const;
  const inputs = [size, { ...colour, categories: ['blue', 'red'] }];
  const pipeline = { inputs, features: ['size', 'colour=blue', 'colour=red'], fittedRows: 3 };
  const linear: Model = {
    ...{ task: 'regression', pipeline, classes: [] },
    estimator: { kind: 'linear', linear: { weights: Float64Array.of(1, 10, 100), intercept: 0 } },
  };
  const named: Model = {
    ...{ task: 'classification', pipeline, classes: ['no', 'ja ✓'] },
    estimator: {
      kind: 'logistic',
      parameters: {
        features: 3,
        classes: 2,
        weights: Float64Array.of(0, 0, 9, 0, 0, 9),
        bias: new Float64Array(2),
      },
    },
  };
  const strange: Model = {
    ...{ task: 'outlier_detection', pipeline, classes: [] },
    estimator: {
      kind: 'isolation_forest',
      forest: fitIsolationForest({
        rows: 3,
        columns: 3,
        values: Float32Array.of(1, 0, 1, 2, 0, 1, 9, 1, 0),
      }),
    },
  };
  const asked = {
    inputs: [
      { name: 'features', shape: [4, 1], datatype: 'FP32', data: [1, 2, 3, 4] },
      { name: 'colour', shape: [4, 1], datatype: 'BYTES', data: ['blue', 'red', '', 'grün'] },
    ],
  };

  it.each<[string, Model, string]>([
    ['numbers', linear, 'of-numbers'],
    ['texts', named, 'of-texts'],
    ['outliers', strange, 'of-outliers'],
  ])(
    'for %s take texts and have the signature that they were exported with',
    async (_, model, name) => {
      await register(test.stores, name, exportModel(model));
      const { body } = await test.call('GET', `/v2/models/${name}`);
      expect({ inputs: body['inputs'], outputs: body['outputs'] }).toEqual(signatureOfModel(model));
      expect((await infer(name, asked)).status).toBe(200);
    },
  );

  it('answer with values, labels that are texts, and scores', async () => {
    expect(first(await infer('of-numbers', asked))).toEqual([11, 102, 103, 4]);
    expect(first(await infer('of-texts', asked))).toEqual(['no', 'ja ✓', 'ja ✓', 'no']);
    expect(first(await infer('of-outliers', asked))).toHaveLength(4);
  });

  it('refuse a text where numbers are, by name', async () => {
    const data = [
      { ...asked.inputs[0], datatype: 'BYTES', data: ['1', '2', '3', '4'] },
      asked.inputs[1],
    ];
    expect((await infer('of-numbers', { inputs: data })).body['error']).toContain(
      'Input "features"',
    );
  });
});

describe('a bad request', () => {
  it.each([
    ['a wrong shape', x([1, 2, 3], [1, 3]), 'its shape is [1, 3]; expected [-1, 2]'],
    ['a wrong datatype', x([1, 2], [1, 2], 'FP64'), 'its datatype is "FP64"; expected "FP32"'],
    ['an unknown datatype', x([1, 2], [1, 2], 'X'), 'its datatype is "X"'],
    ['too few elements', x([1], [1, 2]), 'has 2 elements, its data 1'],
    ['too many elements', x([1, 2, 3], [1, 2]), 'has 2 elements, its data 3'],
    ['null for NaN', x([1, null]), 'element 1 is null; expected a finite number'],
    ['the string NaN', x([1, 'NaN']), 'element 1 is "NaN"'],
    [
      'a number that overflows',
      '{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,1e999]}]}',
      'element 1',
    ],
    ['a ragged row', x([[1, 2], [3]], [2, 2]), 'a row of its data has 1 elements; expected 2'],
    ['nesting beyond the shape', x([[[1], [2]]], [1, 2]), 'nested deeper than its shape'],
    ['an input twice', { inputs: [...x([1, 2]).inputs, ...x([1, 2]).inputs] }, 'given twice'],
    [
      'an unknown input',
      { inputs: [{ name: 'z', shape: [1], datatype: 'FP32', data: [1] }] },
      'Its inputs: "x"',
    ],
    ['a batch over the cap', x(new Array(202).fill(1), [101, 2]), 'at most 100 rows'],
    ['an unknown output', { ...x([1, 2]), outputs: [{ name: 'no' }] }, 'no such output'],
  ])('with %s is refused by name', async (_, body, words) => {
    const { status, body: answer } = await infer('scale', body);
    expect(status).toBe(422);
    expect(answer['code']).toBe('INVALID_TENSOR');
    expect(answer['error']).toContain(words);
  });

  it.each([
    ['an unknown key', { ...x([1, 2]), raw: true }],
    ['no inputs', { inputs: [] }],
    ['a negative shape', x([1, 2], [-1, 2])],
    ['data that is no list', x('1, 2')],
  ])('with %s does not fit the protocol', async (_, body) => {
    expect((await infer('scale', body)).body['code']).toBe('INVALID_REQUEST');
  });

  it('with 64-bit integers that JSON cannot hold is refused', async () => {
    const { body } = await infer(
      'types',
      '{"inputs":[{"name":"i","shape":[1],"datatype":"INT64","data":[9007199254740993]}]}',
    );
    expect(body['error']).toContain('a whole number from');
  });
});

describe('a model file', () => {
  it.each([
    ['external', 'another file (external data)'],
    ['custom', 'the unknown set "custom.library"'],
    ['unknown-operator', 'The runtime refused the model'],
  ])('%s is refused', async (name, words) => {
    const ready = await test.call('GET', `/v2/models/${name}/ready`);
    expect(ready).toMatchObject({ status: 503, body: { code: 'MODEL_NOT_READY' } });
    const { status, body } = await infer(name, x([1, 2]));
    expect(status).toBe(422);
    expect(body['error']).toContain(words);
  });

  it('that does not match its hash is refused, without its place', async () => {
    const version = await register(test.stores, 'tampered', changed('times-two'));
    const row = await test.stores.models.getVersion('tampered', version);
    await test.stores.objects.put(row?.objectKey ?? '', fixture('times-three'));
    const { status, body } = await infer('tampered', x([1, 2]));
    expect({ status, code: body['code'] }).toEqual({ status: 500, code: 'TAMPERED_OBJECT' });
    expect(JSON.stringify(body)).not.toContain('models/tampered');
  });

  it('from outside that never ends is refused before it is served; the server lives on', async () => {
    await register(test.stores, 'stranger', changed('endless'), {});
    const serving = new ModelServing(test.stores, {
      ...INFERENCE_LIMITS,
      ...{ ...LIMITS, loadLimitMs: 2_500 },
    });
    await expect(serving.infer({ name: 'stranger' }, x([1, 2]))).rejects.toMatchObject({
      code: 'MODEL_REJECTED',
      issues: [{ code: 'MODEL_TOO_SLOW' }],
    });
    serving.close();
    expect(first(await infer('scale', x([1, 2])))).toEqual([2, 4]);
  });

  it('from outside that loads and runs is served', async () => {
    await register(test.stores, 'guest', changed('times-three'), {});
    expect(first(await infer('guest', x([1, 2])))).toEqual([3, 6]);
  });

  it('that gives NaN gives a fault that says so', async () => {
    const good = await infer('divide', {
      inputs: [{ name: 'x', shape: [1], datatype: 'FP32', data: [2] }],
    });
    expect(first(good)).toEqual([1]);
    const bad = await infer('divide', {
      inputs: [{ name: 'x', shape: [1], datatype: 'FP32', data: [0] }],
    });
    expect(bad).toMatchObject({ status: 500, body: { code: 'MODEL_OUTPUT_NOT_FINITE' } });
  });
});

describe('trouble', () => {
  it('of a model that never ends is cut off; the next request is answered', async () => {
    const started = Date.now();
    const { status, body } = await infer('endless', x([1, 2]));
    expect({ status, code: body['code'] }).toEqual({ status: 504, code: 'INFERENCE_TIMEOUT' });
    expect(Date.now() - started).toBeLessThan(6_000);
    expect(first(await infer('scale', x([1, 2])))).toEqual([2, 4]);
  });

  it('of a full queue says when to come again, and serves those who wait', async () => {
    await infer('scale', x([1, 2]));
    const slow = infer('endless', x([1, 2]));
    await sleep(300);
    const many = await Promise.all(Array.from({ length: 10 }, () => infer('scale', x([1, 2]))));
    const refused = many.filter(({ status }) => status === 503);
    expect(refused).toHaveLength(6);
    expect(refused[0]?.body['code']).toBe('OVERLOADED');
    expect(refused[0]?.headers['retry-after']).toBe('1');
    expect(many.filter(({ status }) => status === 200)).toHaveLength(4);
    await slow;
  });

  it('of a process that dies fails its request alone, and another process follows', async () => {
    const serving = new ModelServing(test.stores, {
      ...INFERENCE_LIMITS,
      ...LIMITS,
      runLimitMs: 20_000,
    });
    const request = {
      inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 2] }],
    };
    await serving.infer({ name: 'scale' }, request);
    const [pid] = serving.pool.pids;
    const slow = serving.infer({ name: 'endless' }, request);
    await sleep(300);
    process.kill(pid ?? 0, 'SIGKILL');
    await expect(slow).rejects.toMatchObject({ code: 'INFERENCE_CRASHED', retryAfterSeconds: 1 });
    expect((await serving.infer({ name: 'scale' }, request)).outputs[0]?.data).toEqual([2, 4]);
    expect(serving.pool.pids).not.toContain(pid);
    serving.close();
  });
});

describe('a moved alias', () => {
  it('is followed within two seconds, and no request fails meanwhile', async () => {
    await register(test.stores, 'moving', fixture('times-two'));
    await register(test.stores, 'moving', fixture('times-three'));
    expect(first(await infer('moving', x([1, 1])))).toEqual([2, 2]);
    const statuses = new Set<number>();
    await alias(test.stores, 'moving', 'champion', 2, 1);
    const moved = Date.now();
    let version: unknown;
    do {
      const answer = await infer('moving', x([1, 1]));
      statuses.add(answer.status);
      version = answer.body['model_version'];
    } while (version !== '2' && Date.now() - moved < 5_000);
    expect(Date.now() - moved).toBeLessThan(2_000);
    expect([...statuses]).toEqual([200]);
    expect(first(await infer('moving', x([1, 1])))).toEqual([3, 3]);
  });
});
