import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startTestPostgres } from '../../test/servers/postgres.ts';
import { median } from '../statistics.ts';
import { groupMs } from './processor-time.ts';
import { lightClient } from './tracking-client.ts';
import { pythonAlone, pythonClient, type PythonSeconds } from './tracking-python.ts';
import { seedRuns } from './tracking-seed.ts';
import { startOwn, startStock, type TrackingServer } from './tracking-servers.ts';
import { trackingWork, type TrackingWork } from './tracking-work.ts';

/** One turn of a server at one work. */
interface Turn {
  /** Wall time a request, as one client sees it. */
  readonly ms: number;
  /** Processor time of the server's processes a request. */
  readonly processorMs: number;
}

/**
 * The tracking server against the stock MLflow server, on the same Postgres, in turns: first by a
 * client that costs nearly nothing, then by MLflow's Python client with its own cost measured apart.
 * Undefined where MLflow is not installed (bench/peers/install.sh). `PERDURE_BENCH_SCALE` below 1
 * takes a first look.
 */
export async function trackingAgainstMlflow(repeats: number): Promise<string | undefined> {
  const python = process.env.PERDURE_MLFLOW_PYTHON ?? resolve('.cache/peers/mlflow/bin/python');
  if (!existsSync(python)) return undefined;
  const scale = Number(process.env.PERDURE_BENCH_SCALE ?? 1);
  const postgres = await startTestPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'perdure-bench-'));
  const servers: TrackingServer[] = [];
  try {
    servers.push(await startOwn(postgres.url, folder));
    servers.push(await startStock(python, await postgres.createDatabase(), folder));
    const [own, stock] = servers;
    if (own === undefined || stock === undefined) throw new Error('Both servers are needed.');
    await seedRuns(own.databaseUrl, 'perdure');
    await seedRuns(stock.databaseUrl, 'mlflow');
    return [
      await serverTable(own, stock, trackingWork(scale), repeats),
      await clientTable(python, own, stock, scale, Math.min(repeats, 3)),
    ].join('\n\n');
  } finally {
    for (const server of servers) await server.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function serverTable(
  own: TrackingServer,
  stock: TrackingServer,
  works: readonly TrackingWork[],
  repeats: number,
): Promise<string> {
  const lines = [
    '| request | MLflow ms | Perdure ms | times as fast | processor ms of MLflow, Perdure |',
    '| --- | ---: | ---: | ---: | --- |',
  ];
  for (const work of works) {
    const [ours, theirs]: [Turn[], Turn[]] = [[], []];
    // The first turn of each warms up.
    for (let repeat = 0; repeat <= repeats; repeat += 1) {
      ours.push(await turn(own, work));
      theirs.push(await turn(stock, work));
    }
    const line = serverRow(work.name, theirs.slice(1), ours.slice(1));
    console.error(`  ${line}`);
    lines.push(line);
  }
  return lines.join('\n');
}

async function turn(server: TrackingServer, work: TrackingWork): Promise<Turn> {
  const send = lightClient(server, work.clients);
  const clients = await Promise.all(Array.from({ length: work.clients }, () => work.prepare(send)));
  const each = Math.ceil(work.requests / work.clients);
  const [begun, busy] = [performance.now(), groupMs(server.pid)];
  await Promise.all(
    clients.map(async (client) => {
      for (let index = 0; index < each; index += 1) await client(index);
    }),
  );
  const ms = (performance.now() - begun) / each;
  return { ms, processorMs: (groupMs(server.pid) - busy) / (each * work.clients) };
}

function serverRow(name: string, theirs: readonly Turn[], ours: readonly Turn[]): string {
  const middle = (turns: readonly Turn[], of: keyof Turn): number =>
    median(turns.map((each) => each[of]));
  const [peer, mine] = [middle(theirs, 'ms'), middle(ours, 'ms')];
  const busy = [theirs, ours].map((turns) => middle(turns, 'processorMs').toFixed(1)).join(', ');
  return `| ${name} | ${peer.toFixed(1)} | ${mine.toFixed(1)} | ${(peer / mine).toFixed(1)} | ${busy} |`;
}

async function clientTable(
  python: string,
  own: TrackingServer,
  stock: TrackingServer,
  scale: number,
  repeats: number,
): Promise<string> {
  const work = { metrics: 100_000 * scale, moves: Math.round(200 * scale) };
  const runs: { alone: PythonSeconds; mine: PythonSeconds; peer: PythonSeconds }[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const alone = await pythonAlone(python, work);
    const mine = await pythonClient(python, own.url, work);
    const peer = await pythonClient(python, stock.url, work);
    runs.push({ alone, mine, peer });
  }
  const row = (name: string, of: keyof PythonSeconds): string => {
    const [alone, mine, peer] = (['alone', 'mine', 'peer'] as const).map((who) =>
      median(runs.map((run) => run[who][of])),
    );
    const [client = 0, ours = 0, theirs = 0] = [alone, mine, peer];
    const shown = [client, theirs, ours].map((seconds) => seconds.toFixed(2)).join(' | ');
    return `| ${name} | ${shown} | ${(theirs / ours).toFixed(1)} |`;
  };
  return [
    '| by the Python client | client alone s | MLflow s | Perdure s | times as fast |',
    '| --- | ---: | ---: | ---: | ---: |',
    row(`log_batch of ${work.metrics} metrics`, 'logging'),
    row(`${work.moves} moves of an alias`, 'aliases'),
  ].join('\n');
}
