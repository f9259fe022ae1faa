import { answered, apiClient, type ApiClient, type Schemas } from '../api/client.ts';
import type { ShowModelOptions } from '../command-options.ts';
import { CliError } from '../cli-error.ts';
import { lineageTree } from './lineage-tree.ts';
import { structured } from '../output/structured.ts';
import { facts, table } from '../output/table.ts';
import { timeText } from '../output/words.ts';
import { runNameText } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';

type Version = Schemas['ModelVersion'];

/** `models show`: all versions in short, and one of them in full. */
export async function modelsShow(
  terminal: Terminal,
  name: string,
  options: ShowModelOptions,
): Promise<void> {
  if (options.version !== undefined && options.alias !== undefined) {
    throw new CliError('Give --version or --alias, not both.', { exitCode: 2 });
  }
  const api = apiClient(terminal);
  const { model_versions: versions } = await answered(
    api.GET('/api/v1/models/{name}/versions', {
      params: { path: { name }, query: { limit: 1_000 } },
    }),
  );
  const shown = await wanted(api, name, versions, options);
  if (options.output !== 'table') terminal.out(structured(shown, options.output));
  else if (options.lineage === true) terminal.out(lineageTree(shown));
  else {
    const parts = [versionFacts(shown), metricTable(shown), lineageTable(shown)];
    terminal.out([...parts, versionTable(versions)].join('\n\n'));
  }
}

/** The version asked for; else the champion, else the newest. */
async function wanted(
  api: ApiClient,
  name: string,
  versions: readonly Version[],
  { version, alias }: ShowModelOptions,
): Promise<Version> {
  if (alias !== undefined) {
    const params = { path: { name, alias } };
    return answered(api.GET('/api/v1/models/{name}/aliases/{alias}', { params }));
  }
  if (version !== undefined) {
    const params = { path: { name, version: String(version) } };
    return answered(api.GET('/api/v1/models/{name}/versions/{version}', { params }));
  }
  const champion = versions.find(({ aliases }) => aliases.includes('champion'));
  const newest = [...versions].sort((left, right) => right.version - left.version)[0];
  const found = champion ?? newest;
  if (found === undefined) throw new CliError(`Model "${name}" has no version.`, { exitCode: 2 });
  return found;
}

function versionFacts(version: Version): string {
  return facts([
    ['model', version.name],
    ['version', String(version.version)],
    ['aliases', version.aliases.join(', ')],
    ['created', timeText(version.created_at)],
    ['run', runNameText(version.source)],
    ['task', version.source.path],
    ['sha256', version.sha256],
    ['size', `${version.size} bytes`],
    ['inputs', tensorText(version.signature['inputs'])],
    ['outputs', tensorText(version.signature['outputs'])],
    ['tags', tagText(version.tags)],
    ['approval', approvalText(version)],
    ['tracking run', version.tracking_run ?? ''],
    ['description', version.description],
  ]);
}

/** `features FP32 [-1, 64]`; whatever has another form stays JSON. */
function tensorText(tensors: unknown): string {
  if (!Array.isArray(tensors)) return tensors === undefined ? '' : JSON.stringify(tensors);
  return tensors
    .map((tensor: unknown) => {
      const { name, datatype, shape } = Object(tensor) as Record<string, unknown>;
      const known = typeof name === 'string' && typeof datatype === 'string';
      return known ? `${name} ${datatype} ${JSON.stringify(shape)}` : JSON.stringify(tensor);
    })
    .join(', ');
}

/** From the model back to the raw file; lists and texts that fill a screen are cut. */
function lineageTable({ lineage }: Version): string {
  const rows = Object.entries(lineage).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [name, text.length > 90 ? `${text.slice(0, 89)}…` : text];
  });
  return rows.length === 0 ? 'No lineage.' : table(['lineage', ''], rows);
}

function approvalText({ approval }: Version): string {
  if (approval === null) return '';
  const reason = approval.reason === '' ? '' : `: ${approval.reason}`;
  return `${approval.state} by ${approval.by}, ${timeText(approval.at)}${reason}`;
}

function tagText(tags: Version['tags']): string {
  return Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

function metricTable({ metrics }: Version): string {
  const rows = Object.entries(metrics).map(([name, value]) => [name, String(value)]);
  return rows.length === 0 ? 'No metrics.' : table(['metric', 'value'], rows);
}

function versionTable(versions: readonly Version[]): string {
  const rows = versions.map((version) => [
    String(version.version),
    version.aliases.join(', '),
    runNameText(version.source),
    timeText(version.created_at),
  ]);
  return table(['version', 'aliases', 'run', 'created'], rows);
}
