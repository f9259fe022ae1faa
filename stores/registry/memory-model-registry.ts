import { MemoryAuditStore } from '../audit/memory-audit-store.ts';
import { jsonCopy } from '../json-copy.ts';
import type {
  AliasMove,
  AliasStep,
  ModelChange,
  ModelRegistry,
  ModelRow,
  ModelVersionRow,
  NewModel,
  NewModelVersion,
  VersionChange,
} from './model-registry.ts';
import { changedTags, nameOf, registryEntry, type Changer } from './registry-audit.ts';
import {
  checkAlias,
  checkMetrics,
  checkModelName,
  modelExists,
  noSuchAlias,
  noSuchModel,
  noSuchVersion,
} from './registry-name.ts';

type Version = Omit<ModelVersionRow, 'aliases'>;
interface Held {
  facts: Omit<ModelRow, 'aliases' | 'latestVersion' | 'name'>;
  /** By number less one; a deleted one leaves its place empty. */
  readonly versions: (Version | undefined)[];
  readonly aliases: Map<string, number>;
  readonly history: { readonly alias: string; readonly step: AliasStep }[];
}

/** A model registry of one process. */
export class MemoryModelRegistry implements ModelRegistry {
  readonly #models = new Map<string, Held>();
  readonly #audit: MemoryAuditStore;

  constructor(audit: MemoryAuditStore = new MemoryAuditStore()) {
    this.#audit = audit;
  }

  async createVersion(version: NewModelVersion): Promise<ModelVersionRow> {
    checkModelName(version.name);
    checkMetrics(version.metrics);
    const model = this.#modelFor(version.name, version.user ?? '');
    const source = JSON.stringify(sourceOf(version));
    const known = model.versions.find(
      (row) => row !== undefined && JSON.stringify(sourceOf(row)) === source,
    );
    if (known !== undefined) return withAliases(model, known);
    const { tracking, description = '', user = '', ...rest } = version;
    const now = new Date();
    const row: Version = {
      ...jsonCopy(rest),
      ...{ version: model.versions.length + 1, createdAt: now, updatedAt: now, description, user },
      tracking: { sourceUri: '', runId: '', runLink: '', modelId: '', ...tracking },
      ...{ stage: 'None', approval: null },
    };
    model.versions.push(row);
    model.facts = { ...model.facts, updatedAt: now };
    const by = user === '' ? version.source : { user };
    this.#note('model.version.create', by, { name: row.name, version: row.version });
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
      .map(([name, model]) => rowOf(name, model))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async listVersions(name: string): Promise<readonly ModelVersionRow[]> {
    const model = this.#models.get(name);
    return model === undefined ? [] : versionsOf(model);
  }

  async listAllVersions(trackingRuns?: readonly string[]): Promise<readonly ModelVersionRow[]> {
    const all = [...this.#models.values()].flatMap(versionsOf);
    return trackingRuns === undefined
      ? all
      : all.filter(({ tracking }) => trackingRuns.includes(tracking.runId));
  }

  async moveAlias({ name, alias, version, expected, by }: AliasMove): Promise<number> {
    checkModelName(name);
    checkAlias(alias);
    const model = this.#models.get(name);
    if (model?.versions[version - 1] === undefined) throw noSuchVersion(name, version);
    const current = model.aliases.get(alias) ?? null;
    if (current !== null && current !== expected) return current;
    if (current === null && expected !== null) throw noSuchAlias(name, alias);
    this.#point({ name, alias, version, by }, model, current);
    return version;
  }

  async createModel(
    { name, description = '', tags = {} }: NewModel,
    by: string,
  ): Promise<ModelRow> {
    checkModelName(name);
    if (this.#models.has(name)) throw modelExists(name);
    const model = this.#modelFor(name, by);
    model.facts = { ...model.facts, description, tags: { ...tags } };
    this.#note('model.create', { user: by }, { name });
    return rowOf(name, model);
  }

  async getModel(name: string): Promise<ModelRow | undefined> {
    const model = this.#models.get(name);
    return model && rowOf(name, model);
  }

  async changeModel(name: string, change: ModelChange, by: string): Promise<ModelRow> {
    const model = this.#held(name);
    const { name: newName = name, description = model.facts.description, tags = {} } = change;
    checkModelName(newName);
    if (newName !== name && this.#models.has(newName)) throw modelExists(newName);
    const changed = changedTags(model.facts.tags, tags);
    model.facts = { ...model.facts, description, tags: changed, updatedAt: new Date() };
    if (newName !== name) this.#rename(name, newName, model);
    this.#note('model.change', { user: by }, { name, ...jsonCopy(change) });
    return rowOf(newName, model);
  }

  async deleteModel(name: string, by: string): Promise<void> {
    this.#held(name);
    this.#models.delete(name);
    this.#note('model.delete', { user: by }, { name });
  }

  async changeVersion(
    name: string,
    version: number,
    change: VersionChange,
    by: string,
  ): Promise<ModelVersionRow> {
    const model = this.#models.get(name);
    const row = model?.versions[version - 1];
    if (model === undefined || row === undefined) throw noSuchVersion(name, version);
    const { description = row.description, stage = row.stage, tags = {}, archiveOthers } = change;
    const now = new Date();
    if (archiveOthers === true) archive(model, stage, now);
    const approval =
      change.approval === undefined
        ? row.approval
        : { ...change.approval, by, at: now.toISOString() };
    const changed = { description, stage, approval, updatedAt: now };
    const next = { ...row, ...changed, tags: changedTags(row.tags, tags) };
    model.versions[version - 1] = next;
    model.facts = { ...model.facts, updatedAt: now };
    this.#note('model.version.change', { user: by }, { name, version, ...jsonCopy(change) });
    return withAliases(model, next);
  }

  async deleteVersion(name: string, version: number, by: string): Promise<void> {
    const model = this.#models.get(name);
    if (model?.versions[version - 1] === undefined) throw noSuchVersion(name, version);
    model.versions[version - 1] = undefined;
    for (const [alias, at] of model.aliases) if (at === version) model.aliases.delete(alias);
    model.facts = { ...model.facts, updatedAt: new Date() };
    this.#note('model.version.delete', { user: by }, { name, version });
  }

  async setAlias(name: string, alias: string, version: number, by: string): Promise<void> {
    checkAlias(alias);
    const model = this.#models.get(name);
    if (model?.versions[version - 1] === undefined) throw noSuchVersion(name, version);
    const current = model.aliases.get(alias) ?? null;
    this.#point({ name, alias, version, by: { user: by } }, model, current);
  }

  async deleteAlias(name: string, alias: string, by: string): Promise<void> {
    const model = this.#held(name);
    const from = model.aliases.get(alias);
    if (from === undefined) return;
    model.aliases.delete(alias);
    this.#step(model, alias, { from, to: null }, { user: by });
    this.#note('model.alias.delete', { user: by }, { name, alias, from });
  }

  async aliasHistory(name: string, alias: string): Promise<readonly AliasStep[]> {
    const steps = this.#models.get(name)?.history ?? [];
    return steps.flatMap((each) => (each.alias === alias ? [each.step] : [])).reverse();
  }

  #point(
    { name, alias, version, by }: Omit<AliasMove, 'expected'>,
    model: Held,
    from: number | null,
  ): void {
    if (from === version) return;
    model.aliases.set(alias, version);
    model.facts = { ...model.facts, updatedAt: new Date() };
    this.#step(model, alias, { from, to: version }, by);
    this.#note('model.alias.set', by, { name, alias, from, to: version });
  }

  #step(model: Held, alias: string, move: Pick<AliasStep, 'from' | 'to'>, by: Changer): void {
    const { dagId, runId } = 'user' in by ? { dagId: '', runId: '' } : by;
    const user = 'user' in by ? nameOf(by) : '';
    model.history.push({ alias, step: { ...move, at: new Date(), user, dagId, runId } });
  }

  #rename(name: string, newName: string, model: Held): void {
    this.#models.delete(name);
    this.#models.set(newName, model);
    model.versions.forEach((row, index) => {
      if (row !== undefined) model.versions[index] = { ...row, name: newName };
    });
  }

  #note(...entry: Parameters<typeof registryEntry>): void {
    this.#audit.add(registryEntry(...entry));
  }

  #held(name: string): Held {
    const model = this.#models.get(name);
    if (model === undefined) throw noSuchModel(name);
    return model;
  }

  #modelFor(name: string, user: string): Held {
    const now = new Date();
    const held = this.#models.get(name) ?? {
      facts: { createdAt: now, updatedAt: now, description: '', user, tags: {} },
      ...{ versions: [], aliases: new Map<string, number>(), history: [] },
    };
    this.#models.set(name, held);
    return held;
  }
}

function archive(model: Held, stage: Version['stage'], updatedAt: Date): void {
  model.versions.forEach((row, index) => {
    if (row?.stage === stage) model.versions[index] = { ...row, stage: 'Archived', updatedAt };
  });
}

function rowOf(name: string, { facts, versions, aliases }: Held): ModelRow {
  return { name, latestVersion: versions.length, aliases: Object.fromEntries(aliases), ...facts };
}

function versionsOf(model: Held): readonly ModelVersionRow[] {
  const rows = model.versions.filter((row) => row !== undefined);
  return rows.map((row) => withAliases(model, row)).reverse();
}

function sourceOf({ source }: Pick<NewModelVersion, 'source'>): readonly string[] {
  return [source.dagId, source.runId, source.path];
}

function withAliases(model: Held, row: Version): ModelVersionRow {
  const mine = [...model.aliases].filter(([, version]) => version === row.version);
  const { createdAt, updatedAt, ...rest } = row;
  return { ...jsonCopy(rest), createdAt, updatedAt, aliases: mine.map(([alias]) => alias).sort() };
}
