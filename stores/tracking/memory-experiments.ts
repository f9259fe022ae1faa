import { EXPERIMENTS, isSeen } from './experiment-search.ts';
import type {
  Experiment,
  ExperimentStore,
  NewExperiment,
  Stage,
  ViewType,
} from './experiment-store.ts';
import type { Page, SearchRequest } from './search/page-token.ts';
import { searchIn } from './search/search-in.ts';
import { checkExperimentName, noExperiment, notActive, nameTaken } from './experiment-rule.ts';
import { missing } from './tracking-error.ts';
import type { HeldExperiment, TrackingMemory } from './tracking-memory.ts';

/** Experiments of one process. */
export class MemoryExperiments implements ExperimentStore {
  readonly #memory: TrackingMemory;

  constructor(memory: TrackingMemory) {
    this.#memory = memory;
  }

  async create({ name, artifactLocation, tags = {} }: NewExperiment): Promise<string> {
    checkExperimentName(name);
    const known = this.#memory.experimentNamed(name);
    if (known !== undefined) throw nameTaken(name, known.stage);
    const made = this.#memory.makeExperiment(name, artifactLocation);
    for (const [key, value] of Object.entries(tags)) made.tags.set(key, value);
    return made.experimentId;
  }

  async get(experimentId: string): Promise<Experiment | undefined> {
    const held = this.#memory.experiments.get(experimentId);
    return held && experimentOf(held);
  }

  async getByName(name: string): Promise<Experiment | undefined> {
    const held = this.#memory.experimentNamed(name);
    return held && experimentOf(held);
  }

  async search(view: ViewType, request: SearchRequest): Promise<Page<Experiment>> {
    const seen = [...this.#memory.experiments.values()].filter(({ stage }) => isSeen(stage, view));
    return searchIn(seen.map(experimentOf), request, EXPERIMENTS);
  }

  async rename(experimentId: string, name: string): Promise<void> {
    checkExperimentName(name);
    const held = this.#held(experimentId);
    if (held.stage !== 'active') throw notActive(experimentId);
    const other = this.#memory.experimentNamed(name);
    if (other !== undefined && other !== held) throw nameTaken(name, other.stage);
    Object.assign(held, { name, updatedMs: Date.now() });
  }

  async remove(experimentId: string): Promise<void> {
    this.#move(experimentId, 'active', 'deleted');
  }

  async restore(experimentId: string): Promise<void> {
    this.#move(experimentId, 'deleted', 'active');
  }

  async setTag(experimentId: string, key: string, value: string): Promise<void> {
    const held = this.#held(experimentId);
    if (held.stage !== 'active') throw notActive(experimentId);
    held.tags.set(key, value);
  }

  async deleteTag(experimentId: string, key: string): Promise<void> {
    const held = this.#held(experimentId);
    if (held.stage !== 'active') throw notActive(experimentId);
    if (!held.tags.delete(key)) {
      throw missing(`No tag with name: ${key} in experiment with id ${experimentId}`);
    }
  }

  #move(experimentId: string, from: Stage, to: Stage): void {
    const held = this.#held(experimentId);
    if (held.stage !== from) throw noExperiment(experimentId);
    Object.assign(held, { stage: to, updatedMs: Date.now() });
    for (const run of this.#memory.runs.values()) {
      if (run.experimentId === experimentId) run.stage = to;
    }
  }

  #held(experimentId: string): HeldExperiment {
    const held = this.#memory.experiments.get(experimentId);
    if (held === undefined) throw noExperiment(experimentId);
    return held;
  }
}

function experimentOf({ tags, ...rest }: HeldExperiment): Experiment {
  return { ...rest, tags: Object.fromEntries(tags) };
}
