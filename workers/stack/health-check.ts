import { hostname } from 'node:os';
import { openStores, storesConfigFromEnv } from '../../stores/open-stores.ts';
import { reasonOf } from './stack-error.ts';

/**
 * Process entry for a container's health check: `server` asks the HTTP server of this host, `worker`
 * looks for the beat of a worker of this host in the database. Exit 0 healthy, 1 not.
 */
const BEAT_WITHIN_MS = 20_000;

try {
  const fault = process.argv[2] === 'worker' ? await workerFault() : await serverFault();
  if (fault !== undefined) process.stderr.write(`${fault}\n`);
  process.exitCode = fault === undefined ? 0 : 1;
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = 1;
}
process.exit();

async function serverFault(): Promise<string | undefined> {
  const url = `http://127.0.0.1:${process.env['PERDURE_PORT'] ?? '8080'}/healthz`;
  const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(5000) });
  return ok ? undefined : `${url} answers ${status}.`;
}

async function workerFault(): Promise<string | undefined> {
  const stores = await openStores({ ...storesConfigFromEnv(process.env), selfTest: false });
  try {
    const workers = await stores.fleet.list(BEAT_WITHIN_MS);
    return workers.some(({ host }) => host === hostname())
      ? undefined
      : `No worker of ${hostname()} was heard of within ${BEAT_WITHIN_MS / 1000} s.`;
  } finally {
    await stores.close();
  }
}
