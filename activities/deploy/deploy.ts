import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import { sameAnswer } from '../package/smoke-rows.ts';
import { TensorValue, type Smoke } from '../package/packaged-model.ts';
import { askHere } from '../onnx/ask-here.ts';
import { loadVersion } from '../registry/load-version.ts';
import { ModelVersion } from '../registry/model-version.ts';
import { servicesOf, type Services } from '../services.ts';

/**
 * Makes sure that a version is served. With an inference server it waits until the server says that
 * this version is ready, and asks it for one known answer; without one it loads the model here and
 * asks it for the same answer.
 */
export const deploy = task({
  name: 'deploy',
  queue: 'cpu',
  isolation: 'process',
  retries: 3,
  retryDelay: '5s',
  timeout: '10m',
  input: z.object({
    model: ModelVersion,
    /** How long to wait for the server, in seconds. */
    waitSeconds: z.number().positive().max(500).default(120),
  }),
  output: z.object({
    /** Where to ask for predictions; null without an inference server. */
    url: z.string().nullable(),
    name: z.string(),
    version: z.int(),
    target: z.enum(['inference_server', 'in_process']),
    /** What it answered its smoke row, by output; empty where it has none. */
    answered: z.record(z.string(), z.array(z.union([z.number(), z.string()]))),
  }),
  run: async ({ model: { name, version }, waitSeconds }, ctx) => {
    const { smoke, bytes } = await loadVersion(ctx, name, { version });
    const { inference } = servicesOf(ctx);
    const answered = Object.fromEntries(smoke.outputs.map((each) => [each.name, each.data]));
    const done = { name, version, answered };
    if (inference === undefined) {
      const given = smoke.inputs.length === 0 ? [] : await askHere(bytes, smoke.inputs);
      expectAnswer(ctx, given, smoke);
      ctx.log.info('No inference server is configured; the model loads and answers here.');
      return { ...done, url: null, target: 'in_process' as const };
    }
    const url = `${inference.url.replace(/\/$/, '')}/v2/models/${name}/versions/${version}`;
    await untilReady(ctx, `${url}/ready`, inference, waitSeconds);
    if (smoke.inputs.length > 0) {
      expectAnswer(ctx, await askServer(ctx, `${url}/infer`, inference, smoke.inputs), smoke);
    }
    ctx.log.info(`${name} version ${version} answers at ${url}.`);
    return { ...done, url, target: 'inference_server' as const };
  },
});

type Inference = NonNullable<Services['inference']>;

async function untilReady(
  ctx: TaskContext,
  url: string,
  { token }: Inference,
  seconds: number,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  let last = 'no answer';
  for (let pauseMs = 100; Date.now() < end; pauseMs = Math.min(2000, pauseMs * 2)) {
    last = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: ctx.signal })
      .then((response) => (response.ok ? 'ready' : `${response.status} ${response.statusText}`))
      .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (last === 'ready') return;
    ctx.signal.throwIfAborted();
    ctx.heartbeat({ waitingFor: url, last });
    await sleep(pauseMs, undefined, { signal: ctx.signal });
  }
  return ctx.fail(`The inference server was not ready within ${seconds} s at ${url}: ${last}.`);
}

const Answer = z.object({ outputs: z.array(TensorValue) });

async function askServer(
  ctx: TaskContext,
  url: string,
  { token }: Inference,
  inputs: Smoke['inputs'],
): Promise<Smoke['outputs']> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
    signal: ctx.signal,
  });
  if (!response.ok) {
    return ctx.fail(`${url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  }
  return Answer.parse(await response.json()).outputs;
}

function expectAnswer(ctx: TaskContext, given: Smoke['outputs'], smoke: Smoke): void {
  if (sameAnswer(smoke.outputs, given)) return;
  const [told, wanted] = [given, smoke.outputs].map((tensors) =>
    JSON.stringify(Object.fromEntries(tensors.map(({ name, data }) => [name, data]))),
  );
  ctx.fail(`The model answers its smoke row with ${told}, not with ${wanted}.`, { retry: false });
}
