import { answered, apiClient, type ApiClient, type Schemas } from '../api/client.ts';
import { CliError } from '../cli-error.ts';
import type { MoveAliasOptions, OutputOptions, PromoteModelOptions } from '../command-options.ts';
import { show } from '../output/show.ts';
import type { Terminal } from '../terminal.ts';

interface OfAlias {
  readonly name: string;
  readonly alias: string;
}

/** `models alias set` */
export async function aliasSet(
  terminal: Terminal,
  { version, ...path }: OfAlias & { readonly version: number },
  options: OutputOptions,
): Promise<void> {
  const moved = await put(apiClient(terminal), path, { version });
  show(terminal, options, moved, () => `${path.name}: ${path.alias} points at version ${version}.`);
}

/** `models alias delete` */
export async function aliasDelete(
  terminal: Terminal,
  path: OfAlias,
  options: OutputOptions,
): Promise<void> {
  const params = { path };
  const model = await answered(
    apiClient(terminal).DELETE('/api/v1/models/{name}/aliases/{alias}', { params }),
  );
  show(terminal, options, model, () => `${path.name}: there is no alias ${path.alias} any more.`);
}

/** `models promote`: from where the alias points now, so that nobody's move is undone unseen. */
export async function modelsPromote(
  terminal: Terminal,
  name: string,
  { alias, version, ...options }: PromoteModelOptions,
): Promise<void> {
  const api = apiClient(terminal);
  const params = { path: { name } };
  const model = await answered(api.GET('/api/v1/models/{name}', { params }));
  const from = model.aliases[alias] ?? null;
  await move(
    terminal,
    { name, alias },
    { from, to: version ?? (await newest(api, name)) },
    options,
  );
}

/** `models rollback`: to the version before the newest move that led to where the alias points. */
export async function modelsRollback(
  terminal: Terminal,
  name: string,
  { alias, ...options }: MoveAliasOptions,
): Promise<void> {
  const api = apiClient(terminal);
  const params = { path: { name, alias } };
  const { moves } = await answered(
    api.GET('/api/v1/models/{name}/aliases/{alias}/history', { params }),
  );
  const [last] = moves;
  if (last === undefined || last.to === null || last.from === null) {
    throw new CliError(`Alias "${alias}" of "${name}" pointed at no other version before.`);
  }
  await move(terminal, { name, alias }, { from: last.to, to: last.from }, options);
}

async function move(
  terminal: Terminal,
  path: OfAlias,
  { from, to }: { readonly from: number | null; readonly to: number },
  options: OutputOptions,
): Promise<void> {
  const moved = await put(apiClient(terminal), path, { version: to, expected: from });
  show(terminal, options, moved, () => {
    if (from === to) return `${path.name}: ${path.alias} points at version ${to} already.`;
    const origin = from === null ? '' : ` from version ${from}`;
    return `${path.name}: ${path.alias} moved${origin} to version ${to}.`;
  });
}

function put(
  api: ApiClient,
  path: OfAlias,
  body: { readonly version: number; readonly expected?: number | null },
): Promise<Schemas['ModelVersion']> {
  return answered(api.PUT('/api/v1/models/{name}/aliases/{alias}', { params: { path }, body }));
}

async function newest(api: ApiClient, name: string): Promise<number> {
  const params = { path: { name }, query: { limit: 1 } };
  const { model_versions: versions } = await answered(
    api.GET('/api/v1/models/{name}/versions', { params }),
  );
  const version = versions[0]?.version;
  if (version === undefined) throw new CliError(`Model "${name}" has no version.`, { exitCode: 2 });
  return version;
}
