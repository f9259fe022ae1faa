import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { storesConfigFromEnv } from '../../stores/open-stores.ts';
import { declaredOf, declaredOfEnv } from './capabilities.ts';
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

const { PERDURE_URL: url, PERDURE_TOKEN: token } = process.env;

try {
  process.exitCode = await runWorkerProcess({
    queues: values.queue,
    dags: values.dags,
    device: values.device === 'cpu' ? 'cpu' : 'auto',
    offers: { ...declaredOfEnv(process.env), ...declaredOf(values) },
    stores: storesConfigFromEnv(process.env),
    deployment: process.env['PERDURE_DEPLOYMENT'] ?? 'perdure',
    versioned: process.env['PERDURE_VERSIONING'] !== 'off',
    ...(url === undefined || token === undefined ? {} : { inference: { url, token } }),
    log,
  });
} catch (error) {
  log.fatal(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
// Native handles (Temporal's runtime) may keep the loop alive after a failed start.
process.exit();
