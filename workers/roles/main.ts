import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { storesConfigFromEnv } from '../../stores/open-stores.ts';
import { workerRequest } from './request-from-flags.ts';
import { runWorkerProcess } from './run-worker-process.ts';

/** Process entry of a worker, for supervisors; people use `perdure worker`, which does the same. */
const { values } = parseArgs({
  options: {
    queue: { type: 'string', multiple: true, default: ['engine', 'cpu'] },
    dags: { type: 'string', default: 'dags' },
    device: { type: 'string', default: 'auto' },
    label: { type: 'string', multiple: true },
    memory: { type: 'string' },
    cpu: { type: 'string' },
    gpus: { type: 'string' },
  },
});
const log = pino({ name: 'worker' }, pino.destination({ fd: 2, sync: true }));

try {
  const flags = {
    ...values,
    device: values.device === 'cpu' ? ('cpu' as const) : ('auto' as const),
  };
  const stores = storesConfigFromEnv(process.env);
  process.exitCode = await runWorkerProcess(workerRequest(flags, process.env, { stores, log }));
} catch (error) {
  log.fatal(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
// Native handles (Temporal's runtime) may keep the loop alive after a failed start.
process.exit();
