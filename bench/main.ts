import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporal } from '../workers/stack/temporal.ts';
import { startPostgres } from '../workers/stack/postgres.ts';
import { CASES, LARGE_CASES } from './cases.ts';
import { measureServer, type ServerRequest, type ServerResult } from './measure-server.ts';
import { emptyDatabase, peerTable } from './peers.ts';
import { measureReducer, reducerMarkdown } from './reducer-cost.ts';
import { resultsMarkdown } from './results-markdown.ts';
import { startTemporalOnPostgres } from './temporal-on-postgres.ts';

/**
 * `npm run bench [-- --repeats 10] [--large] [--peers]`: every case by Perdure and by a hand-written
 * workflow, interleaved on the same server, on the tuned development server and, where its
 * binaries are built, on the Postgres-backed one. Prints the table of bench/RESULTS.md.
 * `--only` measures one part: `dev`, `large`, `postgres`; or one that needs no server of ours:
 * `reducer`, what one activation of the run reducer costs; `trees` against scikit-learn, `training`
 * against PyTorch and TensorFlow, `tracking` against MLflow.
 */
const only = flag('--only');
const repeats = Number(flag('--repeats') ?? 10);
const LONE_PARTS: { readonly [part: string]: () => Promise<string> } = {
  reducer: async () => reducerMarkdown(measureReducer()),
  trees: async () => {
    const { treesAgainstSklearn, treesMarkdown } = await import('./ml/trees-against-sklearn.ts');
    const results = await treesAgainstSklearn(repeats);
    return results === undefined ? 'scikit-learn is not installed.' : treesMarkdown(results);
  },
  training: async () => {
    const { trainingAgainstTorch, trainingMarkdown } =
      await import('./ml/training-against-torch.ts');
    return trainingMarkdown(await trainingAgainstTorch(repeats));
  },
  tracking: async () => {
    const { trackingAgainstMlflow } = await import('./ml/tracking-against-mlflow.ts');
    return (await trackingAgainstMlflow(repeats)) ?? 'MLflow is not installed.';
  },
};
const lone = only === undefined ? undefined : LONE_PARTS[only];
console.log(lone === undefined ? await engineTable() : await lone());
process.exit();

async function engineTable(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'perdure-bench-'));
  const postgres = await startPostgres({ home, port: 15_532 });
  const { databaseUrl } = postgres;
  try {
    const results = [
      ...(await onDevServer(home, databaseUrl)),
      ...(await onPostgres(home, databaseUrl)),
    ];
    const peers = process.argv.includes('--peers') ? await peerTable(databaseUrl) : [];
    return `${resultsMarkdown(results, peers, repeats)}\n\n${reducerMarkdown(measureReducer())}`;
  } finally {
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function onDevServer(home: string, databaseUrl: string): Promise<ServerResult[]> {
  if (!wants('dev') && !wants('large')) return [];
  const dev = await startTemporal({ home, port: 17_333 });
  const server = { address: dev.address, serverPid: dev.pid };
  const name = 'dev server (SQLite file, WAL, synchronous=FULL)';
  const large = 'dev server, large maps (at most 3 repeats)';
  const results: ServerResult[] = [];
  if (wants('dev')) results.push(await measured('dev', { ...server, name, cases: CASES, repeats }));
  if (wants('large')) {
    const few = Math.min(repeats, 3);
    const cases = LARGE_CASES;
    results.push(await measured('large', { ...server, name: large, cases, repeats: few }));
  }
  await dev.stop();
  return results;

  async function measured(
    part: string,
    request: Omit<ServerRequest, 'home' | 'databaseUrl'>,
  ): Promise<ServerResult> {
    const own = await emptyDatabase(databaseUrl, `bench_${part}`);
    return measureServer({ ...request, home: join(home, part), databaseUrl: own });
  }
}

async function onPostgres(home: string, databaseUrl: string): Promise<ServerResult[]> {
  if (!wants('postgres')) return [];
  const backed = await startTemporalOnPostgres(databaseUrl, join(home, 'temporal-pg'));
  if (backed === undefined) {
    console.error('No Postgres-backed Temporal server: its binaries are not in .cache/bin.');
    return [];
  }
  const result = await measureServer({
    name: 'Temporal 1.32.0 on PostgreSQL 18',
    address: backed.address,
    serverPid: backed.process.pid,
    home: join(home, 'pg'),
    databaseUrl: await emptyDatabase(databaseUrl, 'bench_second'),
    ...{ cases: CASES, repeats },
  });
  await backed.process.stop();
  return [result];
}

function wants(part: 'dev' | 'large' | 'postgres'): boolean {
  if (only !== undefined) return only === part;
  return part !== 'large' || process.argv.includes('--large');
}

function flag(name: string): string | undefined {
  const index = process.argv.indexOf(name);
  return index < 0 ? undefined : process.argv[index + 1];
}
