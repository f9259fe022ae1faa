import { jsonCopy } from '../json-copy.ts';
import type {
  AliasMove,
  ModelRegistry,
  ModelRow,
  ModelVersionRow,
  NewModelVersion,
} from './model-registry.ts';
import {
  checkAlias,
  checkMetrics,
  checkModelName,
  noSuchAlias,
  noSuchVersion,
} from './registry-name.ts';

interface Held {
  readonly createdAt: Date;
  readonly versions: Omit<ModelVersionRow, 'aliases'>[];
  readonly aliases: Map<string, number>;
}

/** A model registry of one process. */
export class MemoryModelRegistry implements ModelRegistry {
  readonly #models = new Map<string, Held>();

  async createVersion(version: NewModelVersion): Promise<ModelVersionRow> {
    checkModelName(version.name);
    checkMetrics(version.metrics);
    const model = this.#modelFor(version.name);
    const source = JSON.stringify(sourceOf(version));
    const known = model.versions.find((row) => JSON.stringify(sourceOf(row)) === source);
    if (known !== undefined) return withAliases(model, known);
    const number = model.versions.length + 1;
    const row = { ...jsonCopy(version), version: number, createdAt: new Date() };
    model.versions.push(row);
    return withAliases(model, row);
  }

  async getVersion(name: string, version: number): Promise<ModelVersionRow | undefined> {
    const model = this.#models.get(name);
    const row = model?.versions[version - 1];
    return model && row && withAliases(model, row);
  }

  async getByAlias(name: string, alias: string): Promise<ModelVersionRow | undefined> {
    const version = this.#models.get(name)?.aliases.get(alias);
    return version === undefined ? undefined : this.getVersion(name, version);
  }

  async listModels(): Promise<readonly ModelRow[]> {
    return [...this.#models.entries()]
      .map(([name, model]) => ({
        name,
        latestVersion: model.versions.length,
        aliases: Object.fromEntries(model.aliases),
        createdAt: model.createdAt,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async listVersions(name: string): Promise<readonly ModelVersionRow[]> {
    const model = this.#models.get(name);
    return model === undefined
      ? []
      : model.versions.map((row) => withAliases(model, row)).reverse();
  }

  async moveAlias({ name, alias, version, expected }: AliasMove): Promise<number> {
    checkModelName(name);
    checkAlias(alias);
    const model = this.#models.get(name);
    if (model?.versions[version - 1] === undefined) throw noSuchVersion(name, version);
    const current = model.aliases.get(alias) ?? null;
    if (current !== null && current !== expected) return current;
    // An alias that was expected and is gone is no base to move from; nothing removes aliases yet.
    if (current === null && expected !== null) throw noSuchAlias(name, alias);
    model.aliases.set(alias, version);
    return version;
  }

  #modelFor(name: string): Held {
    const held = this.#models.get(name) ?? {
      createdAt: new Date(),
      versions: [],
      aliases: new Map(),
    };
    this.#models.set(name, held);
    return held;
  }
}

function sourceOf({ source }: NewModelVersion): readonly string[] {
  return [source.dagId, source.runId, source.path];
}

function withAliases(model: Held, row: Omit<ModelVersionRow, 'aliases'>): ModelVersionRow {
  const mine = [...model.aliases].filter(([, version]) => version === row.version);
  const { createdAt, ...rest } = row;
  return { ...jsonCopy(rest), createdAt, aliases: mine.map(([alias]) => alias).sort() };
}
