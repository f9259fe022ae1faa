import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ManagedProcess } from './managed-process.ts';
import { processEntry } from './process-entry.ts';
import { StackError } from './stack-error.ts';
import { startProcess, type ProcessSpec, type StackProcess } from './stack-process.ts';

export interface ApiServerOptions {
  readonly home: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  readonly hooks: Pick<ProcessSpec, 'onSpawn' | 'onExit'>;
}

const START_LIMIT_MS = 90_000;

/** Starts the HTTP server in its own process and waits until it says that it is healthy. */
export async function startApiServer(options: ApiServerOptions): Promise<ManagedProcess> {
  const { port } = options;
  const entry = processEntry('../../server/main', import.meta.url, [
    ...['--host', '127.0.0.1', '--port', String(port)],
  ]);
  const logFile = join(options.home, 'logs', 'server.log');
  return ManagedProcess.start(async () => {
    const server = await startProcess({
      name: 'server',
      ...entry,
      logFile,
      env: options.env,
      graceMs: 6000,
      ...options.hooks,
    });
    await untilHealthy(server, `http://127.0.0.1:${port}/healthz`);
    return server;
  });
}

async function untilHealthy(server: StackProcess, url: string): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit && server.running) {
    const healthy = await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await sleep(100);
  }
  const last = server.lastWords();
  await server.kill9();
  throw new StackError(`The HTTP server did not start: ${last}`, `See ${server.logFile}.`);
}
