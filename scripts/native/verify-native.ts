import { BOUND, type NativeKind, type NativeLayout } from './layout.ts';
import { runCommand } from './run-command.ts';

/** What a set-up can do, as seen by training one step with it. */
export interface Verified {
  readonly backend: string;
  readonly version: string;
  /** Whether the numbers were crunched on a card. */
  readonly gpu: boolean;
  readonly losses: readonly number[];
}

const TRAIN = `
const util = require('util');
util.isNullOrUndefined ??= (value) => value == null;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'zeros' })] });
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
const [x, y] = [tf.tensor2d([[1, 0], [0, 1]]), tf.tensor2d([[1], [2]])];
model.fit(x, y, { epochs: 2, verbose: 0 }).then(({ history }) => {
  const { binding, isUsingGpuDevice } = tf.backend();
  process.stdout.write(JSON.stringify({
    backend: tf.getBackend(), version: binding.TF_Version, gpu: isUsingGpuDevice === true, losses: history.loss,
  }));
});
`;

const ADAPTER = `
import('webgpu').then(async ({ create }) => {
  const info = (await create([]).requestAdapter())?.info;
  process.stdout.write(JSON.stringify({
    backend: 'webgpu', version: info?.description || info?.device || 'without an adapter', gpu: info !== undefined && !/swiftshader|llvmpipe|software/i.test(JSON.stringify([info.vendor, info.device, info.description])), losses: [],
  }));
});
`;

/** Trains one step in a process of its own. @throws Error when the loss does not fall */
export async function verifyNative(kind: NativeKind, layout: NativeLayout): Promise<Verified> {
  const [code, args] = kind === 'webgpu' ? [ADAPTER, []] : [TRAIN, [BOUND[kind]]];
  const said = await runCommand(process.execPath, ['-e', code, ...args], {
    ...{ cwd: layout.root, env: { TF_CPP_MIN_LOG_LEVEL: '3' } },
  });
  const verified = JSON.parse(said) as Verified; // printed by the lines above
  const [first = 0, second = Infinity] = verified.losses;
  if (kind !== 'webgpu' && !(second < first)) {
    throw new Error(`The binding runs, but does not learn: losses ${verified.losses.join(', ')}.`);
  }
  return verified;
}
