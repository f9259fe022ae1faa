/**
 * Tracking and registry against the stock MLflow server on the same Postgres, by the same client:
 * `tsx --conditions=perdure:source bench/ml/tracking-against-mlflow.ts [--repeats 3] [--metrics 100000]
 * [--transitions 200] [--python /path/to/python]`. The Python needs mlflow and psycopg2. Repeats take
 * turns between the servers; medians and their ratio are printed.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import getPort from 'get-port';
import { TEST_TOKEN, startTestServer } from '../../server/testing/test-server.ts';
import { median } from '../statistics.ts';
import { openStores } from '../../stores/open-stores.ts';
import { startTestPostgres } from '../../test/servers/postgres.ts';

const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '3' },
    metrics: { type: 'string', default: '100000' },
    transitions: { type: 'string', default: '200' },
    python: { type: 'string', default: 'python3' },
  },
});
const peer = fileURLToPath(new URL('tracking_against_mlflow.py', import.meta.url));

interface Measured {
  readonly logging: number;
  readonly aliases: number;
}

const postgres = await startTestPostgres();
const folder = await mkdtemp(join(tmpdir(), 'perdure-bench-'));
const place = { databaseUrl: postgres.url, objectStore: `file://${folder}` };
const ours = await startTestServer({ stores: await openStores(place) });
const { server, url } = await startStock(await postgres.createDatabase());
try {
  const mine: Measured[] = [];
  const theirs: Measured[] = [];
  for (let repeat = 0; repeat < Number(values.repeats); repeat += 1) {
    mine.push(await measure(ours.server.url));
    theirs.push(await measure(url));
  }
  print('metrics by batch', (each) => each.logging, mine, theirs);
  print('alias moves', (each) => each.aliases, mine, theirs);
} finally {
  if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM');
  await ours.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit();

async function startStock(database: string): Promise<{ server: ChildProcess; url: string }> {
  const port = await getPort();
  const backend = database.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:');
  const args = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port)];
  const stores = ['--backend-store-uri', backend, '--artifacts-destination', folder];
  const child = spawn(values.python, [...args, '--workers', '1', ...stores], {
    stdio: 'ignore',
    detached: true,
  });
  const address = `http://127.0.0.1:${port}`;
  for (let waited = 0; waited < 600; waited += 1) {
    if (
      await fetch(`${address}/health`).then(
        (answer) => answer.ok,
        () => false,
      )
    ) {
      return { server: child, url: address };
    }
    await sleep(500);
  }
  throw new Error('The stock server does not answer.');
}

async function measure(uri: string): Promise<Measured> {
  const env = { ...process.env, MLFLOW_TRACKING_URI: uri, MLFLOW_TRACKING_TOKEN: TEST_TOKEN };
  const args = [peer, values.metrics, values.transitions];
  const { stdout } = await promisify(execFile)(values.python, args, { env });
  // The peer prints it in this form.
  return JSON.parse(stdout.split('MEASURED ')[1] ?? '') as Measured;
}

function print(
  what: string,
  read: (measured: Measured) => number,
  mine: readonly Measured[],
  theirs: readonly Measured[],
): void {
  const [left, right] = [median(mine.map(read)), median(theirs.map(read))];
  const ratio = (right / left).toFixed(1);
  process.stdout.write(
    `${what}: Perdure ${left.toFixed(2)} s, MLflow ${right.toFixed(2)} s, ${ratio} times as fast\n`,
  );
}
