import { afterAll, beforeAll, expect, it } from 'vitest';
import { dag, type TaskContext } from '../../dsl/index.ts';
import { likeliest, logisticProbabilities } from '../../ml/index.ts';
import { fitLogistic } from '../../ml/logistic/logistic-regression.ts';
import type { Model } from '../../ml/model/model.ts';
import { exportModel } from '../../ml/onnx/export-model.ts';
import { modelInputs } from '../../ml/onnx/model-signature.ts';
import { classClouds } from '../../ml/testing/class-clouds.ts';
import { modelKey } from '../../stores/objects/object-key.ts';
import { memoryStores } from '../../stores/memory-stores.ts';
import { startTestServer, TEST_TOKEN, type TestServer } from '../../server/testing/test-server.ts';
import { testDag } from '../../workers/testing/index.ts';
import { sha256Of } from '../data/content.ts';
import { SERVICES, servicesOf, type Services } from '../services.ts';
import { deploy } from './deploy.ts';

const stores = memoryStores();
const data = classClouds(120, 4, 3, 1);
const { parameters } = fitLogistic(data);
const smoke = [...data.features.values.slice(0, 4)];
const columns = ['a', 'b', 'c', 'd'];
const trained: Model = {
  task: 'classification',
  classes: data.classes,
  pipeline: {
    inputs: columns.map((name) => ({
      ...{ type: 'number', name, indicator: false, shift: 0, scale: 1 },
    })),
    features: columns,
    fittedRows: 120,
  },
  estimator: { kind: 'logistic', parameters },
};
const model = { name: 'clouds', version: 1, sha256: '', uri: 'models:/clouds/1' };
let server: TestServer;

beforeAll(async () => {
  const bytes = exportModel(trained);
  const right = likeliest(logisticProbabilities(parameters, data.features), 3)[0] ?? -1;
  const label = data.classes[right] ?? -1;
  await register('clouds', bytes, label);
  await register('liar', bytes, label + 10);
  server = await startTestServer({ stores, inference: { aliasPollMs: 50 } });
});
afterAll(() => server.close());

async function register(name: string, bytes: Uint8Array, label: number): Promise<void> {
  const sha256 = sha256Of(bytes);
  const objectKey = modelKey(name, sha256);
  await stores.objects.put(objectKey, bytes);
  await stores.models.createVersion({
    ...{ name, objectKey, sha256, size: bytes.length, signature: {}, metrics: {}, tags: {} },
    source: { dagId: 'd', runId: 'r', path: name },
    lineage: {
      inputs: modelInputs(trained).map((input) => ({ ...input })),
      ...{ columns, classes: [...data.classes], onnxCheck: {} },
      smoke: {
        inputs: [{ name: 'features', datatype: 'FP32', shape: [1, 4], data: smoke }],
        outputs: [{ name: 'label', datatype: 'INT64', shape: [1], data: [label] }],
      },
    },
  });
}

/** Runs `deploy` as its worker would when an inference server is configured. */
function deployTo(inference: Services['inference'], name: string, waitSeconds = 30) {
  const asking = dag({ id: 'deploying' }, () =>
    deploy({ model: { ...model, name }, waitSeconds }, { retries: 0 }),
  );
  return testDag(asking, {
    stores: { ...stores, close: () => Promise.resolve() },
    mocks: {
      deploy: (input: never, context: TaskContext) => {
        const services = { ...servicesOf(context), ...(inference && { inference }) };
        return deploy.run(input, Object.assign(context, { [SERVICES]: services }));
      },
    },
  });
}

it('waits until the server is ready with the version and asks it for a known answer', async () => {
  const run = await deployTo({ url: server.server.url, token: TEST_TOKEN }, 'clouds');
  expect(run.errors).toEqual([]);
  expect(run.result).toMatchObject({
    target: 'inference_server',
    url: `${server.server.url}/v2/models/clouds/versions/1`,
    version: 1,
  });
});

it('fails when the served model answers otherwise than the packaged one', async () => {
  const run = await deployTo({ url: server.server.url, token: TEST_TOKEN }, 'liar');
  expect(run.errors.join()).toContain('The model answers its smoke row with');
});

it('tells the last answer of a server that does not get ready in time', async () => {
  const refused = await deployTo({ url: server.server.url, token: 'wrong' }, 'clouds', 0.3);
  expect(refused.errors.join()).toContain('not ready within 0.3 s');
  expect(refused.errors.join()).toContain('401');
});

it('without a server loads the model here and asks it for the same answer', async () => {
  const run = await deployTo(undefined, 'clouds');
  expect(run.result).toMatchObject({ target: 'in_process', url: null });
});
