import { InferenceSession, Tensor } from 'onnxruntime-node';
import { modelFactsOf, runtimeMessage } from '../../stores/models/model-facts.ts';
import type { SessionAnswer, SessionRequest, WireTensor } from './session-message.ts';

/**
 * A process that holds ONNX sessions and nothing else: no secret, no connection but the channel to
 * its server. A call into the runtime blocks it whole, and may never come back; the server then
 * kills it and starts another.
 */
const sessions = new Map<string, InferenceSession>();

process.on('message', (request: SessionRequest) => {
  handle(request).then(
    (answer) => send(answer),
    (error: unknown) => send({ kind: 'failed', message: runtimeMessage(error) }),
  );
});
// The server is gone: nobody would read an answer.
process.on('disconnect', () => process.exit(0));

async function handle(request: SessionRequest): Promise<SessionAnswer> {
  switch (request.op) {
    case 'load': {
      const session = await InferenceSession.create(request.model, {
        executionProviders: ['cpu'],
        intraOpNumThreads: request.threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: 'all',
      });
      await sessions.get(request.key)?.release();
      sessions.set(request.key, session);
      return { kind: 'loaded', facts: modelFactsOf(session) };
    }
    case 'release':
      await sessions.get(request.key)?.release();
      sessions.delete(request.key);
      return { kind: 'released' };
    case 'run':
      return { kind: 'ran', outputs: await run(request) };
  }
}

async function run(
  request: SessionRequest & { readonly op: 'run' },
): Promise<{ readonly [name: string]: WireTensor }> {
  const session = sessions.get(request.key);
  if (session === undefined) throw new Error('the model is not loaded');
  const feeds = Object.fromEntries(
    Object.entries(request.feeds).map(([name, tensor]) => [name, tensorOf(tensor)]),
  );
  const results = await session.run(feeds, [...request.outputs]);
  return Object.fromEntries(
    Object.entries(results).map(([name, value]) => [name, wireOf(name, value)]),
  );
}

function tensorOf({ type, dims, data }: WireTensor): Tensor {
  // Type and data belong together: both come from one row of the server's table of data types.
  return new Tensor(type as 'float32', data as Float32Array, dims);
}

function wireOf(name: string, value: InferenceSession.OnnxValueMapType[string]): WireTensor {
  if (!(value instanceof Tensor)) throw new Error(`output "${name}" is no tensor`);
  return { type: value.type, dims: value.dims, data: value.data };
}

function send(answer: SessionAnswer): void {
  process.send?.(answer, undefined, undefined, () => undefined);
}
