import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { BENCH_TOKEN } from './tracking-servers.ts';

/** Seconds that MLflow's Python client takes, itself included. */
export interface PythonSeconds {
  readonly logging: number;
  readonly aliases: number;
}

/** Logs `metrics` points by batches of 1,000, and moves an alias `moves` times. */
export async function pythonClient(
  python: string,
  url: string,
  { metrics, moves }: { readonly metrics: number; readonly moves: number },
): Promise<PythonSeconds> {
  const env = { ...process.env, MLFLOW_TRACKING_URI: url, MLFLOW_TRACKING_TOKEN: BENCH_TOKEN };
  const args = [resolve('bench/ml/tracking_against_mlflow.py'), String(metrics), String(moves)];
  const { stdout } = await promisify(execFile)(python, args, { env });
  // The script prints it in this form.
  return JSON.parse(stdout.split('MEASURED ')[1] ?? '') as PythonSeconds;
}

/** The same against a server that does nothing: what is the client's own. */
export async function pythonAlone(
  python: string,
  work: { readonly metrics: number; readonly moves: number },
): Promise<PythonSeconds> {
  const idle = createServer((request, answer) => {
    request.resume().on('end', () => {
      answer.setHeader('content-type', 'application/json');
      answer.end(JSON.stringify(emptyAnswer(request.url ?? '')));
    });
  }).listen(0, '127.0.0.1');
  await once(idle, 'listening');
  // Listening on TCP, so it has a port.
  const { port } = idle.address() as AddressInfo;
  const seconds = await pythonClient(python, `http://127.0.0.1:${port}`, work);
  idle.close();
  return seconds;
}

function emptyAnswer(url: string): object {
  if (url.includes('/runs/create')) {
    const info = { run_id: '0', run_uuid: '0', experiment_id: '0', status: 'RUNNING' };
    return { run: { info: { ...info, start_time: 0, lifecycle_stage: 'active' }, data: {} } };
  }
  if (url.includes('/registered-models/create')) return { registered_model: { name: 'a' } };
  if (!url.includes('/model-versions/create')) return {};
  return { model_version: { name: 'a', version: '1', creation_timestamp: 0, status: 'READY' } };
}
