import { resolve } from 'node:path';
import { pino } from 'pino';
import { storesConfigFromEnv, type StoresConfig } from '../../stores/open-stores.ts';
import { runWorkerProcess, workerRequest, type WorkerRequest } from '../../workers/roles/index.ts';
import { findDevFile } from '../api/connection.ts';
import { CliError, type ExitCode } from '../cli-error.ts';
import type { WorkerOptions } from '../command-options.ts';
import { requirePath } from '../dag-files.ts';
import type { Terminal } from '../terminal.ts';

/** `worker`: until SIGINT or SIGTERM. */
export async function worker(terminal: Terminal, options: WorkerOptions): Promise<ExitCode> {
  const dags = resolve(terminal.cwd, options.dags);
  requirePath(dags);
  adoptStack(terminal);
  const queue = options.queue.flatMap((names) => names.split(',')).filter(Boolean);
  const code = await runWorkerProcess(requestOf(terminal, { ...options, queue, dags }));
  return code === 0 ? 0 : 1;
}

function requestOf(terminal: Terminal, flags: WorkerOptions): WorkerRequest {
  const stores = storesConfig(terminal);
  const log = pino({ name: 'worker' }, pino.destination({ fd: 2, sync: true }));
  try {
    return workerRequest(flags, terminal.env, { stores, log });
  } catch (cause) {
    throw new CliError(cause instanceof Error ? cause.message : String(cause), {
      exitCode: 2,
      cause,
    });
  }
}

/**
 * Without addresses of its own a worker joins the running stack of its folder. Temporal's client
 * reads the environment by itself, so they are put there; what is set already stays.
 */
function adoptStack({ env, ...terminal }: Terminal): void {
  if (env['DATABASE_URL'] !== undefined) return;
  const stack = findDevFile({ env, ...terminal });
  if (stack === undefined) return;
  env['DATABASE_URL'] = stack.databaseUrl;
  env['PERDURE_OBJECT_STORE'] ??= stack.objectStore;
  env['TEMPORAL_ADDRESS'] ??= stack.temporalAddress;
  env['PERDURE_URL'] ??= stack.serverUrl;
  env['PERDURE_TOKEN'] ??= stack.token;
}

function storesConfig({ env }: Terminal): StoresConfig {
  try {
    return storesConfigFromEnv(env);
  } catch (cause) {
    throw new CliError(cause instanceof Error ? cause.message : String(cause), {
      exitCode: 2,
      mend: 'Set it, or start the worker where `perdure dev` runs.',
      cause,
    });
  }
}
