import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startDevStack } from '../../workers/stack/index.ts';
import { packageRoot } from '../../stores/postgres/package-root.ts';
import { apiClient, answered } from '../api/client.ts';
import { table } from '../output/table.ts';
import { runCli } from '../run-cli.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import { withTables, zooTables, type ZooOracle, type ZooOutcome } from './zoo-tables.ts';

/**
 * `npm run zoo`: brings up a whole stack in a folder of its own, runs the model zoo on every data set
 * (or on those that are named), prints the leaderboards and champions, stops everything. With
 * `--write`, on all sets, the results table of the example's page is written anew.
 */
const WRITE = '--write';
const SETS = ['iris', 'wine', 'breast_cancer', 'digits', 'diabetes'];
const Result = z.object({
  promoted: z.boolean(),
  leaderboard: z.array(
    z.object({
      ...{ kind: z.string(), validation: z.number(), holdout: z.number(), seconds: z.number() },
      device: z.object({ name: z.string(), backend: z.string() }),
    }),
  ),
});
const terminal = processTerminal();
const abort = new AbortController();
process.once('SIGINT', () => abort.abort());
process.once('SIGTERM', () => abort.abort());
const home = mkdtempSync(join(tmpdir(), 'perdure-zoo-'));

process.exitCode = await zoo(process.argv.slice(2)).catch((error: unknown) => {
  terminal.err(error instanceof Error ? error.message : String(error));
  return 1;
});
rmSync(home, { recursive: true, force: true });
process.exit();

async function zoo(given: readonly string[]): Promise<number> {
  const named = given.filter((word) => word !== WRITE);
  if (named.length > 0 && named.length < given.length) {
    throw new Error(`${WRITE} writes the results of all sets; name none.`);
  }
  terminal.out('Perdure zoo: Temporal, Postgres, object store, server and workers come up …');
  const stack = await startDevStack({
    dags: join(packageRoot(), 'examples/model-zoo'),
    ...{ home, watch: false, signal: abort.signal },
    log: (line) => terminal.err(`  ${line}`),
  });
  abort.signal.addEventListener('abort', () => void stack.stop());
  try {
    const env = {
      ...process.env,
      ...{ PERDURE_URL: stack.urls.server, PERDURE_TOKEN: stack.token },
    };
    const outcomes: ZooOutcome[] = [];
    for (const set of named.length > 0 ? named : SETS) {
      const outcome = await runOne({ ...terminal, env }, set);
      if (typeof outcome === 'number') return outcome;
      outcomes.push(outcome);
    }
    if (given.includes(WRITE)) writeResults(outcomes);
    return await runCli(['models', 'list'], { ...terminal, env });
  } finally {
    await stack.stop();
  }
}

/** @returns the exit code of a run that failed */
async function runOne(site: Terminal, set: string): Promise<ZooOutcome | number> {
  const conf = JSON.stringify({ dataset: set });
  const trigger = ['dags', 'trigger', 'model-zoo', '--run-id', set, '--conf', conf, '--wait'];
  const code = await runCli(trigger, site);
  if (code !== 0) return code;
  const path = { dag_id: 'model-zoo', dag_run_id: set };
  const run = await answered(
    apiClient(site).GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}', { params: { path } }),
  );
  const { leaderboard, promoted } = Result.parse(run.result);
  const rows = leaderboard.map(({ kind, validation, holdout, device, seconds }) => [
    ...[kind, validation.toFixed(4), holdout.toFixed(4)],
    ...[`${device.name} / ${device.backend}`, `${seconds.toFixed(1)} s`],
  ]);
  site.out(`\n${set}: ${promoted ? 'the first is champion now' : 'nothing was promoted'}`);
  site.out(`${table(['model', 'validation', 'holdout', 'on', 'trained in'], rows)}\n`);
  return { set, leaderboard };
}

function writeResults(outcomes: readonly ZooOutcome[]): void {
  const page = join(packageRoot(), 'examples/model-zoo/README.md');
  const scores = join(packageRoot(), 'test/oracles/model-zoo/scores.json');
  // Written by make.py beside it, in this shape.
  const oracle = JSON.parse(readFileSync(scores, 'utf8')) as ZooOracle;
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), zooTables(outcomes, oracle)));
}
