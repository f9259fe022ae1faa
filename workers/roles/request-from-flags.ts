import type { Logger } from 'pino';
import type { StoresConfig } from '../../stores/open-stores.ts';
import { declaredOf, declaredOfEnv } from './capabilities.ts';
import { retentionOfEnv } from './retention.ts';
import type { WorkerRequest } from './worker-request.ts';

/** What a worker is told on its command line. */
export interface WorkerFlags {
  readonly queue: readonly string[];
  readonly dags: string;
  readonly device: 'auto' | 'cpu';
  readonly label?: readonly string[];
  readonly memory?: string;
  readonly cpu?: string;
  readonly gpus?: string;
}

/**
 * A worker as its flags and its environment describe it; a flag wins over the variable of the same
 * meaning.
 *
 * @throws Error saying which flag or variable is wrong, and how it is written.
 */
export function workerRequest(
  flags: WorkerFlags,
  env: NodeJS.ProcessEnv,
  given: { readonly stores: StoresConfig; readonly log: Logger },
): WorkerRequest {
  const { PERDURE_URL: url, PERDURE_TOKEN: token } = env;
  return {
    queues: flags.queue,
    dags: flags.dags,
    device: flags.device,
    offers: { ...declaredOfEnv(env), ...declaredOf(flags) },
    deployment: env['PERDURE_DEPLOYMENT'] ?? 'perdure',
    versioned: env['PERDURE_VERSIONING'] !== 'off',
    retention: retentionOfEnv(env),
    ...(url === undefined || token === undefined ? {} : { inference: { url, token } }),
    ...given,
  };
}
