import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevStack } from '../../workers/stack/index.ts';
import { packageRoot } from '../../stores/postgres/package-root.ts';
import { apiClient, answered } from '../api/client.ts';
import { facts, table } from '../output/table.ts';
import { runCli } from '../run-cli.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import { demoRow, picture } from './demo-row.ts';
import { predict } from './predict.ts';

/**
 * `npm run demo`: brings up a whole stack in a folder of its own, runs the digits lifecycle, asks
 * the model it made about one image, stops everything. Exit code 0 only when all of it worked.
 */
const example = join(packageRoot(), 'examples/digits-lifecycle');
const home = mkdtempSync(join(tmpdir(), 'perdure-demo-'));
const terminal = processTerminal();
const abort = new AbortController();
process.once('SIGINT', () => abort.abort());
process.once('SIGTERM', () => abort.abort());

process.exitCode = await demo().catch((error: unknown) => {
  terminal.err(error instanceof Error ? error.message : String(error));
  return 1;
});
rmSync(home, { recursive: true, force: true });
process.exit();

async function demo(): Promise<number> {
  const since = Date.now();
  terminal.out('Perdure demo: Temporal, Postgres, object store, server and workers come up …');
  const stack = await startDevStack({
    dags: example,
    home,
    watch: false,
    signal: abort.signal,
    log: (line) => terminal.err(`  ${line}`),
  });
  abort.signal.addEventListener('abort', () => void stack.stop());
  try {
    const { urls, token } = stack;
    terminal.out(
      `Up after ${seconds(since)} s.  API ${urls.server}  Temporal UI ${urls.temporalUi ?? '–'}\n`,
    );
    const env = { ...process.env, PERDURE_URL: urls.server, PERDURE_TOKEN: token };
    const runId = 'demo';
    const trigger = ['dags', 'trigger', 'digits-lifecycle', '--run-id', runId, '--wait'];
    const code = await runCli(trigger, { ...terminal, env });
    if (code !== 0) return code;
    await summary({ ...terminal, env }, runId);
    await prediction({ url: urls.server, token });
    terminal.out(`\nAll of it took ${seconds(since)} s; stopping.`);
    terminal.out('To keep a stack and look at its UIs: npm run dev');
    return 0;
  } finally {
    await stack.stop();
  }
}

/** Metrics, version and lineage of the model that the run made. */
async function summary(demoTerminal: Terminal, runId: string): Promise<void> {
  const api = apiClient(demoTerminal);
  const path = { name: 'digits', alias: 'champion' };
  const version = await answered(
    api.GET('/api/v1/models/{name}/aliases/{alias}', { params: { path } }),
  );
  const run = await answered(
    api.GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}', {
      params: { path: { dag_id: 'digits-lifecycle', dag_run_id: runId } },
    }),
  );
  const metrics = Object.entries(version.metrics).map(([name, value]) => [name, value.toFixed(4)]);
  terminal.out('');
  terminal.out(table(['metric on the sealed holdout', 'value'], metrics));
  terminal.out('');
  terminal.out(
    facts([
      ['model', `${version.name} version ${version.version} (alias ${version.aliases.join(', ')})`],
      ['sha256', version.sha256],
      ['from run', `${version.source.dag_id}/${version.source.dag_run_id}`],
      ['result', JSON.stringify(run.result)],
    ]),
  );
}

async function prediction(server: { url: string; token: string }): Promise<void> {
  const row = demoRow(join(example, 'data/digits.csv'));
  const answer = await predict(server, 'digits', row);
  terminal.out('\nOne image, answered by the served model (POST /v2/models/digits/infer):\n');
  for (const line of picture(row)) terminal.out(`    ${line}`);
  terminal.out(
    `\n  prediction ${answer.label} (probability ${answer.probability.toFixed(4)}, model version ${answer.modelVersion}); people read ${row.label}`,
  );
  if (answer.label !== row.label) throw new Error('The model reads the image differently.');
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(0);
}
