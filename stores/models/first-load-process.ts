import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { FirstLoadAnswer } from './first-load.ts';
import { modelFactsOf, runtimeMessage, type ValueFacts } from './model-facts.ts';

/** Loads the one model it is sent, runs it once, says how that went, and waits to be killed. */
process.once('message', (model: Uint8Array) => {
  tryModel(model).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ kind: 'refused', message: runtimeMessage(error) }),
  );
});
// The parent is gone: nobody would read an answer.
process.on('disconnect', () => process.exit(0));

async function tryModel(model: Uint8Array): Promise<FirstLoadAnswer> {
  const session = await InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const facts = modelFactsOf(session);
  const feeds = feedsOf(facts.inputs);
  // What it makes of zeros does not matter, only that it ends.
  if (feeds !== undefined) await session.run(feeds).catch(() => undefined);
  return { kind: 'loaded', model: facts };
}

/** One row of zeros or empty texts; undefined when an input is no such tensor. */
function feedsOf(inputs: readonly ValueFacts[]): Record<string, Tensor> | undefined {
  const feeds: Record<string, Tensor> = {};
  for (const { name, type, shape } of inputs) {
    const dims = shape.map((side) => (side === -1 ? 1 : side));
    const tensor = zeros(type, dims);
    if (tensor === undefined) return undefined;
    feeds[name] = tensor;
  }
  return feeds;
}

/** Elements of an input that is tried; larger ones are left out. */
const MOST = 2 ** 24;

function zeros(type: string | undefined, dims: readonly number[]): Tensor | undefined {
  const length = dims.reduce((product, side) => product * side, 1);
  if (length > MOST) return undefined;
  switch (type) {
    case 'float32':
      return new Tensor('float32', new Float32Array(length), dims);
    case 'float64':
      return new Tensor('float64', new Float64Array(length), dims);
    case 'int32':
      return new Tensor('int32', new Int32Array(length), dims);
    case 'int64':
      return new Tensor('int64', new BigInt64Array(length), dims);
    case 'uint8':
      return new Tensor('uint8', new Uint8Array(length), dims);
    case 'int8':
      return new Tensor('int8', new Int8Array(length), dims);
    case 'bool':
      return new Tensor('bool', new Uint8Array(length), dims);
    case 'string':
      return new Tensor('string', new Array<string>(length).fill(''), dims);
    default:
      return undefined;
  }
}
