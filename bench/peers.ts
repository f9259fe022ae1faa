import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';

/** One line of the peers' table. */
export interface PeerRow {
  readonly engine: string;
  readonly work: string;
  readonly medianMs: number;
  readonly repeats: number;
}

/** Runs every peer that `bench/peers/install.sh` has installed; a peer that breaks is named. */
export async function peerTable(databaseUrl: string): Promise<PeerRow[]> {
  const airflowUrl = await emptyDatabase(databaseUrl, 'bench_airflow');
  return [
    ...(await runPeer('prefect', [])),
    ...(await runPeer('dagster', [])),
    ...(await runPeer('airflow', [airflowUrl])),
  ];
}

async function runPeer(name: string, args: readonly string[]): Promise<PeerRow[]> {
  const python = resolve('.cache/peers', name, 'bin/python');
  if (!existsSync(python)) {
    console.error(`  ${name}: not installed; see bench/peers/install.sh`);
    return [];
  }
  console.error(`  ${name} …`);
  const output = await standardOutput(python, [
    resolve('bench/peers', `${name}_bench.py`),
    ...args,
  ]);
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as PeerRow); // the script's own rows
}

function standardOutput(command: string, args: readonly string[]): Promise<string> {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    child.stderr.on(
      'data',
      (chunk: Buffer) => (errors = (errors + chunk.toString('utf8')).slice(-2_000)),
    );
    child.on('error', () => done(text));
    child.on('close', (code) => {
      if (code !== 0) console.error(`  ${command} ended with ${code}:\n${errors}`);
      done(text);
    });
  });
}

/** A new database on the same server. */
export async function emptyDatabase(databaseUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}
