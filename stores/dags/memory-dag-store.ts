import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { jsonCopy } from '../json-copy.ts';
import type { DagRow, DagStore, LoadError, PublishedDag } from './dag-store.ts';
import { scheduleText } from './schedule-text.ts';

interface Held {
  current: PublishedDag;
  paused: boolean;
  updatedAt: Date;
  readonly versions: Map<string, CompiledPlan>;
}

/** Dags of one process. */
export class MemoryDagStore implements DagStore {
  readonly #dags = new Map<string, Held>();
  readonly #errors = new Map<string, readonly LoadError[]>();

  async publish(dag: PublishedDag): Promise<void> {
    const copy = { ...dag, plan: jsonCopy(dag.plan) };
    const held = this.#dags.get(dag.plan.id);
    const versions = held?.versions ?? new Map<string, CompiledPlan>();
    if (!versions.has(dag.plan.hash)) versions.set(dag.plan.hash, copy.plan);
    const paused = held?.paused ?? false;
    this.#dags.set(dag.plan.id, { current: copy, paused, updatedAt: new Date(), versions });
  }

  async list(): Promise<readonly DagRow[]> {
    return [...this.#dags.values()].map(row).sort((a, b) => (a.dagId < b.dagId ? -1 : 1));
  }

  async get(dagId: string): Promise<DagRow | undefined> {
    const held = this.#dags.get(dagId);
    return held && row(held);
  }

  async plan(dagId: string, hash?: string): Promise<CompiledPlan | undefined> {
    const held = this.#dags.get(dagId);
    return jsonCopy(held?.versions.get(hash ?? held.current.plan.hash));
  }

  async setPaused(dagId: string, paused: boolean, _by: string): Promise<boolean> {
    const held = this.#dags.get(dagId);
    if (held === undefined) return false;
    held.paused = paused;
    return true;
  }

  async setLoadErrors(source: string, errors: readonly LoadError[]): Promise<void> {
    this.#errors.set(
      source,
      errors.map((error) => ({ ...error })),
    );
  }

  async listLoadErrors(): Promise<readonly LoadError[]> {
    return [...this.#errors.keys()].sort().flatMap((source) => this.#errors.get(source) ?? []);
  }
}

function row({ current: { plan, file, build }, paused, updatedAt }: Held): DagRow {
  return {
    dagId: plan.id,
    planHash: plan.hash,
    file,
    build,
    paused,
    schedule: scheduleText(plan.schedule),
    tags: plan.settings.tags,
    owner: plan.settings.owner ?? null,
    updatedAt,
  };
}
