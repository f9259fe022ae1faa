import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { modelFault } from '../../ml/onnx/scan/scan-model.ts';
import { malformedModels } from '../../ml/testing/malformed-models.ts';
import { firstLoad, FirstLoadError } from './first-load.ts';

const FIXTURES = new URL('../../server/inference/fixtures/', import.meta.url);
const good = readFileSync(new URL('times-two.onnx', FIXTURES));
const files = new Map(malformedModels(good).map(({ name, bytes }) => [name, bytes]));
const file = (name: string): Uint8Array => files.get(name) ?? new Uint8Array();

it('a good model says what it takes and gives', async () => {
  expect(await firstLoad(good)).toEqual({
    inputs: [{ name: 'x', type: 'float32', shape: [-1, 2] }],
    outputs: [{ name: 'y', type: 'float32', shape: [-1, 2] }],
  });
});

it('a model that the runtime does not know is refused in its words', async () => {
  await expect(firstLoad(file('unknown operator'))).rejects.toMatchObject({
    code: 'MODEL_REFUSED',
    message: expect.stringContaining('NoSuchOp') as string,
  });
});

it('a model that never ends is killed in time', async () => {
  const load = firstLoad(file('endless loop'), { timeMs: 2_500 });
  await expect(load).rejects.toMatchObject({ code: 'MODEL_TOO_SLOW' });
});

it.runIf(process.platform === 'linux')('a model that eats memory is killed by name', async () => {
  // Far below what any process of the runtime holds.
  const load = firstLoad(file('endless loop'), { memoryBytes: 2 ** 20 });
  await expect(load).rejects.toMatchObject({ code: 'MODEL_TOO_LARGE' });
});

describe.runIf(process.env['PERDURE_SLOW'] === '1')('every malformed kind', () => {
  it.each([...files])(
    '"%s" is refused by name or loads; nothing else happens',
    async (_, bytes) => {
      if (modelFault(bytes) !== undefined) return;
      const outcome = await firstLoad(bytes, { timeMs: 15_000, memoryBytes: 2 ** 31 }).then(
        () => 'loaded',
        (error: unknown) => (error instanceof FirstLoadError ? error.code : error),
      );
      expect(['loaded', 'MODEL_REFUSED', 'MODEL_TOO_SLOW', 'MODEL_TOO_LARGE']).toContain(outcome);
    },
    60_000,
  );
});
