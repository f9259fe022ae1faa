import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporal } from '../workers/stack/temporal.ts';
import { CASES, LARGE_CASES } from './cases.ts';
import { measureServer, type ServerResult } from './measure-server.ts';
import { emptyDatabase, peerTable } from './peers.ts';
import { measureReducer, reducerMarkdown } from './reducer-cost.ts';
import { resultsMarkdown } from './results-markdown.ts';
import { startTemporalOnPostgres } from './temporal-on-postgres.ts';
import { startPostgres } from '../workers/stack/postgres.ts';

/**
 * `npm run bench [-- --repeats 10] [--large] [--peers]`: every case by Perdure and by a hand-written
 * workflow, interleaved on the same server, on the tuned development server and, where its
 * binaries are built, on the Postgres-backed one. Prints the table of bench/RESULTS.md.
 * `--only` measures one part: `dev`, `large`, `postgres`, or `reducer`, which needs no server: what
 * one activation of the run reducer costs.
 */
const only = flag('--only');
const wants = (part: 'dev' | 'large' | 'postgres'): boolean =>
  only === undefined ? part !== 'large' || process.argv.includes('--large') : only === part;
if (only === 'reducer') {
  console.log(reducerMarkdown(measureReducer()));
  process.exit();
}
const repeats = Number(flag('--repeats') ?? 10);
const home = mkdtempSync(join(tmpdir(), 'perdure-bench-'));
const results: ServerResult[] = [];

const postgres = await startPostgres({ home, port: 15_532 });
try {
  const dev = await startTemporal({ home, port: 17_333 });
  if (wants('dev')) {
    results.push(
      await measureServer({
        name: 'dev server (SQLite file, WAL, synchronous=FULL)',
        address: dev.address,
        serverPid: dev.pid,
        home: join(home, 'dev'),
        databaseUrl: await emptyDatabase(postgres.databaseUrl, 'bench_dev'),
        cases: CASES,
        repeats,
      }),
    );
  }
  if (wants('large')) {
    results.push(
      await measureServer({
        name: 'dev server, large maps (at most 3 repeats)',
        address: dev.address,
        serverPid: dev.pid,
        home: join(home, 'large'),
        databaseUrl: await emptyDatabase(postgres.databaseUrl, 'bench_large'),
        cases: LARGE_CASES,
        repeats: Math.min(repeats, 3),
      }),
    );
  }
  await dev.stop();
  const backed = wants('postgres')
    ? await startTemporalOnPostgres(postgres.databaseUrl, join(home, 'temporal-pg'))
    : undefined;
  if (backed === undefined) {
    if (wants('postgres'))
      console.error('No Postgres-backed Temporal server: its binaries are not in .cache/bin.');
  } else {
    results.push(
      await measureServer({
        name: 'Temporal 1.32.0 on PostgreSQL 18',
        address: backed.address,
        serverPid: backed.process.pid,
        home: join(home, 'pg'),
        databaseUrl: await emptyDatabase(postgres.databaseUrl, 'bench_second'),
        cases: CASES,
        repeats,
      }),
    );
    await backed.process.stop();
  }
  const peers = process.argv.includes('--peers') ? await peerTable(postgres.databaseUrl) : [];
  console.log(resultsMarkdown(results, peers, repeats));
  console.log(`\n${reducerMarkdown(measureReducer())}`);
} finally {
  await postgres.stop();
  rmSync(home, { recursive: true, force: true });
}
process.exit();

function flag(name: string): string | undefined {
  const index = process.argv.indexOf(name);
  return index < 0 ? undefined : process.argv[index + 1];
}
