import type { ModelRow, ModelVersionRow } from '../../stores/registry/model-registry.ts';
import { versionUri } from './artifacts/artifact-place.ts';
import { filled, pairsOf } from './endpoint.ts';

/** A registered model with its newest version of each stage, as MLflow's clients get it. */
export function modelView(model: ModelRow, versions: readonly ModelVersionRow[]): object {
  return filled({
    name: model.name,
    creation_timestamp: model.createdAt.getTime(),
    last_updated_timestamp: model.updatedAt.getTime(),
    description: model.description === '' ? undefined : model.description,
    latest_versions: newestByStage(versions).map(withoutAliases),
    tags: pairsOf(model.tags),
    aliases: Object.entries(model.aliases)
      .map(([alias, version]) => ({ alias, version: String(version) }))
      .sort((left, right) => (left.alias < right.alias ? -1 : 1)),
  });
}

export function versionView(row: ModelVersionRow): object {
  const { tracking } = row;
  return filled({
    name: row.name,
    version: String(row.version),
    creation_timestamp: row.createdAt.getTime(),
    last_updated_timestamp: row.updatedAt.getTime(),
    description: textOrNone(row.description),
    current_stage: row.stage,
    source: tracking.sourceUri === '' ? versionUri(row) : tracking.sourceUri,
    run_id: tracking.runId,
    status: 'READY',
    run_link: tracking.runLink,
    model_id: textOrNone(tracking.modelId),
    tags: pairsOf(row.tags),
    aliases: [...row.aliases],
  });
}

/** As MLflow shows versions in lists. */
export function withoutAliases(row: ModelVersionRow): object {
  return versionView({ ...row, aliases: [] });
}

/** Of each stage the version with the greatest number. */
export function newestByStage(versions: readonly ModelVersionRow[]): readonly ModelVersionRow[] {
  const newest = new Map<string, ModelVersionRow>();
  for (const row of versions) {
    const known = newest.get(row.stage);
    if (known === undefined || row.version > known.version) newest.set(row.stage, row);
  }
  return [...newest.values()].sort((left, right) => left.version - right.version);
}

function textOrNone(text: string): string | undefined {
  return text === '' ? undefined : text;
}
