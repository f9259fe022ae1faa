import { answered, apiClient, type ApiClient } from '../api/client.ts';
import type { OutputOptions } from '../command-options.ts';
import type { Manifest } from '../compare/compare-manifests.ts';
import { structured } from '../output/structured.ts';
import { facts, table } from '../output/table.ts';
import { timeText } from '../output/words.ts';
import { parseRunName, runNameText, type RunName } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';

/** `runs manifest`: what a run was made from, and the hash of everything it made. */
export async function runsManifest(
  terminal: Terminal,
  text: string,
  options: OutputOptions,
): Promise<void> {
  const manifest = await manifestOf(apiClient(terminal), parseRunName(text));
  if (options.output !== 'table') {
    terminal.out(structured(manifest, options.output));
    return;
  }
  const rows = manifest.tasks.flatMap(({ path, worker, contents }) =>
    contents.map(({ at, kind, sha256 }) => [
      ...[`${path}${at}`, kind, sha256.slice(0, 12)],
      worker?.backend ?? '',
    ]),
  );
  terminal.out(`${origin(manifest)}\n\n${table(['what', 'kind', 'sha256', 'backend'], rows)}`);
}

export function manifestOf(api: ApiClient, path: RunName): Promise<Manifest> {
  return answered(
    api.GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/manifest', { params: { path } }),
  );
}

function origin(manifest: Manifest): string {
  return facts([
    ['run', runNameText(manifest)],
    ['state', manifest.state],
    ['logical date', timeText(manifest.logical_date)],
    ['conf', JSON.stringify(manifest.conf)],
    ['plan', manifest.plan_hash],
    ['build', manifest.build],
    ['engine', manifest.engine_version],
  ]);
}
