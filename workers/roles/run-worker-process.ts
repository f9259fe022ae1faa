import { Runtime, DefaultLogger } from '@temporalio/worker';
import type { Logger } from 'pino';
import { startWorker } from './start-worker.ts';
import type { WorkerRequest } from './worker-request.ts';

/**
 * Runs a worker until SIGINT or SIGTERM, then drains it. Resolves with the process's exit code:
 * 0 after a clean end, 1 when the worker broke.
 */
export async function runWorkerProcess(request: WorkerRequest): Promise<number> {
  installRuntime(request.log);
  const { log } = request;
  const signal = stopSignal();
  const worker = await Promise.race([startWorker(request), signal]);
  // Told to stop while it starts: it has taken no task, so there is nothing to drain.
  if (worker === undefined) return 0;
  log.info({ queues: request.queues, build: worker.build, devices: worker.devices }, 'Worker runs');
  worker.ready.then(
    () => log.info('Worker ready'),
    (error: unknown) => log.error({ err: error }, 'Worker could not take its duties'),
  );
  const broke = worker.ended.then(
    () => false,
    (error: unknown) => {
      log.error({ err: error }, 'Worker broke');
      return true;
    },
  );
  await Promise.race([signal, broke]);
  await worker.stop().catch((error: unknown) => log.error({ err: error }, 'Stopped with an error'));
  return (await broke) ? 1 : 0;
}

/** Temporal's own log lines go through ours; its signal handling is ours too. */
function installRuntime(log: Logger): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      const line = { temporal: level, ...meta };
      if (level === 'ERROR') log.error(line, message);
      else log.warn(line, message);
    }),
    telemetryOptions: { logging: { forward: {}, filter: 'WARN' } },
  });
}

function stopSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve(undefined));
    process.once('SIGTERM', () => resolve(undefined));
  });
}
