import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type PostgresServer } from '../../../workers/stack/postgres.ts';
import { identifyProcess } from '../../../workers/stack/process-identity.ts';
import { startTemporal, type TemporalServer } from '../../../workers/stack/temporal.ts';

const env = { ...process.env, TEMPORAL_ADDRESS: '', DATABASE_URL: '' };
const home = mkdtempSync(join(tmpdir(), 'perdure-servers-'));
const TEMPORAL_PORT = 17_733;
const POSTGRES_PORT = 15_732;

let temporal: TemporalServer;
let postgres: PostgresServer;
let squatters: readonly Server[];

beforeAll(async () => {
  // The preferred ports are taken by somebody else from the start.
  squatters = await Promise.all([TEMPORAL_PORT, TEMPORAL_PORT + 1000, POSTGRES_PORT].map(occupy));
  [temporal, postgres] = await Promise.all([
    startTemporal({ home, env, port: TEMPORAL_PORT, uiPort: TEMPORAL_PORT + 1000 }),
    startPostgres({ home, env, port: POSTGRES_PORT }),
  ]);
});
afterAll(async () => {
  await Promise.all([temporal.stop(), postgres.stop()]);
  for (const squatter of squatters) squatter.close();
  rmSync(home, { recursive: true, force: true });
});

function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

async function query(text: string): Promise<readonly unknown[][]> {
  const client = new pg.Client({ connectionString: postgres.databaseUrl });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

/** The workflows that the server knows of: started, and never worked on. */
async function startedAndRead(workflowId: string, start: boolean): Promise<string> {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const { workflow } = new Client({ connection });
    if (start) await workflow.start('nothing', { taskQueue: 'nobody', workflowId });
    return (await workflow.getHandle(workflowId).describe()).status.name;
  } finally {
    await connection.close();
  }
}

describe('the embedded Temporal server', () => {
  it('takes the next free ports when the preferred ones are taken', () => {
    expect(temporal.address).toMatch(/^127\.0\.0\.1:177(3[4-9]|[4-9]\d)$/);
    expect(temporal.uiUrl).toMatch(/^http:\/\/127\.0\.0\.1:187(3[4-9]|[4-9]\d)$/);
  });

  it('serves its web UI', async () => {
    const page = await fetch(temporal.uiUrl ?? '');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<html');
  });

  it('runs with the settings without which a chain of tasks is slow', () => {
    const { commandLine } = identifyProcess(temporal.pid ?? 0) ?? { commandLine: '' };
    expect(commandLine).toContain('history.transferProcessorMaxPollRPS=5000');
    expect(commandLine).toContain('journal_mode=WAL');
    expect(commandLine).toContain('synchronous=FULL');
  });

  it('keeps a started workflow over kill -9, on the same port', async () => {
    const { address, pid } = temporal;
    expect(await startedAndRead('kept', true)).toBe('RUNNING');
    await temporal.kill9();
    await temporal.restart();
    expect(temporal.address).toBe(address);
    expect(temporal.pid).not.toBe(pid);
    expect(await startedAndRead('kept', false)).toBe('RUNNING');
  });

  it('is not started when TEMPORAL_ADDRESS names one', async () => {
    const given = await startTemporal({
      home,
      env: { ...env, TEMPORAL_ADDRESS: temporal.address },
    });
    expect(given.managed).toBeUndefined();
    expect(given.address).toBe(temporal.address);
    await given.stop();
    expect(await startedAndRead('kept', false)).toBe('RUNNING');
  });

  it('says in one line that nothing answers at TEMPORAL_ADDRESS', async () => {
    const nowhere = { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1' };
    await expect(startTemporal({ home, env: nowhere })).rejects.toThrow(
      /TEMPORAL_ADDRESS is 127\.0\.0\.1:1, and no Temporal server answers there/,
    );
  });
});

describe('the embedded Postgres', () => {
  it('takes the next free port when the preferred one is taken', () => {
    expect(Number(new URL(postgres.databaseUrl).port)).toBeGreaterThan(POSTGRES_PORT);
  });

  it('syncs what it commits, and listens on loopback alone', async () => {
    const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses'];
    const rows = await Promise.all(names.map((name) => query(`show ${name}`)));
    expect(rows.flat(2)).toEqual(['on', 'on', 'on', '127.0.0.1']);
  });

  it('refuses a wrong password', async () => {
    const wrong = new URL(postgres.databaseUrl);
    wrong.password = 'wrong';
    const client = new pg.Client({ connectionString: wrong.href });
    await expect(client.connect()).rejects.toThrow(/password authentication failed/);
  });

  it('keeps a committed row over kill -9, on the same port', async () => {
    const { databaseUrl, pid } = postgres;
    await query('create table kept (word text)');
    await query(`insert into kept values ('here')`);
    await postgres.kill9();
    await postgres.restart();
    expect(postgres.databaseUrl).toBe(databaseUrl);
    expect(postgres.pid).not.toBe(pid);
    expect(await query('select word from kept')).toEqual([['here']]);
  });

  it.skipIf(process.platform !== 'linux')('never runs as root', () => {
    const status = readFileSync(`/proc/${postgres.pid}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\t[1-9]/m);
  });

  it('is not started when DATABASE_URL names one', async () => {
    const given = await startPostgres({
      home,
      env: { ...env, DATABASE_URL: postgres.databaseUrl },
    });
    expect(given.managed).toBeUndefined();
    await given.stop();
    expect(await query('select 1')).toEqual([[1]]);
  });

  it('says in one line that nothing answers at DATABASE_URL, without its password', async () => {
    const nowhere = { ...env, DATABASE_URL: 'postgres://me:s3cret@127.0.0.1:1/db' };
    const failure = await startPostgres({ home, env: nowhere }).catch((error: unknown) => error);
    expect(String(failure)).toMatch(/DATABASE_URL .*127\.0\.0\.1:1/);
    expect(String(failure)).not.toContain('s3cret');
  });
});

describe('the files of a stack', () => {
  it.each(['postgres-password', 'postgres.json', 'logs/temporal.log', 'logs/postgres.log'])(
    '%s can be read by its owner alone',
    (file) => {
      expect(statSync(join(home, file)).mode & 0o077).toBe(0);
    },
  );

  it.each(['temporal', 'postgres', 'logs'])('%s/ can be entered by its owner alone', (folder) => {
    expect(statSync(join(home, folder)).mode & 0o077).toBe(0);
  });
});
