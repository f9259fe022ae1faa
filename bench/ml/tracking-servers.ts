import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import getPort from 'get-port';

/** A server of MLflow's API in processes of its own. */
export interface TrackingServer {
  readonly name: string;
  readonly url: string;
  readonly databaseUrl: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export const BENCH_TOKEN = 'token-of-the-tracking-bench';

/** Ours, on a database with the schema. */
export async function startOwn(databaseUrl: string, folder: string): Promise<TrackingServer> {
  const own = new URL(`tracking-server${extname(import.meta.url)}`, import.meta.url);
  const args = [...process.execArgv, fileURLToPath(own), databaseUrl, `file://${folder}`];
  const child = spawn(process.execPath, [...args, BENCH_TOKEN], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]; // it prints texts
  return serverOf('Perdure', url, databaseUrl, child);
}

/** The stock server as `mlflow server` starts it, with its own number of workers. */
export async function startStock(
  python: string,
  databaseUrl: string,
  folder: string,
): Promise<TrackingServer> {
  const port = await getPort();
  const backend = databaseUrl.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:');
  const place = ['--host', '127.0.0.1', '--port', String(port)];
  const stores = ['--backend-store-uri', backend, '--artifacts-destination', folder];
  const child = spawn(python, ['-m', 'mlflow', 'server', ...place, ...stores], {
    stdio: 'ignore',
    detached: true,
    // Its background tasks have nothing to do with what is measured.
    env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
  });
  const url = `http://127.0.0.1:${port}`;
  for (let waited = 0; waited < 600; waited += 1) {
    const healthy = await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (healthy) return serverOf('MLflow', url, databaseUrl, child);
    await sleep(500);
  }
  throw new Error('The stock server does not answer.');
}

function serverOf(
  name: string,
  url: string,
  databaseUrl: string,
  child: ChildProcess,
): TrackingServer {
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} did not start.`);
  const gone = once(child, 'exit');
  const stop = async (): Promise<void> => {
    // The whole group: the stock server has workers.
    process.kill(-pid, 'SIGTERM');
    const late = setTimeout(() => process.kill(-pid, 'SIGKILL'), 10_000);
    await gone;
    clearTimeout(late);
  };
  return { name, url, databaseUrl, pid, stop };
}
