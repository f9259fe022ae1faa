import { setTimeout as sleep } from 'node:timers/promises';
import type { TemporalClient } from '../../stores/temporal/connect.ts';
import { reasonOf } from './stack-error.ts';
import type { WorkerGeneration } from './worker-generation.ts';

export interface RolloutOptions {
  /** Name of the Worker Deployment; runs are pinned to a build of it. */
  readonly deployment: string;
  readonly temporal: TemporalClient;
  readonly buildOf: () => Promise<string>;
  readonly start: (build: string) => Promise<WorkerGeneration>;
  readonly log: (line: string) => void;
  readonly checkMs?: number;
}

const CHECK_MS = 2000;

/**
 * Keeps the workers of a dag folder at its newest code.
 *
 * O1: code that did not change starts nothing.
 * O2: new workers run beside the old ones; a run stays on the build it started with.
 * O3: old workers end when the newest are ready and no open run is pinned to the old build, which is
 * looked at twice, because Temporal's count of runs lags a little; or when the newest have the very
 * same build and serve those runs, too.
 */
export class WorkerRollout {
  readonly #options: RolloutOptions;
  #generations: readonly WorkerGeneration[] = [];
  #changes: Promise<void> = Promise.resolve();
  readonly #stopping = new AbortController();

  constructor(options: RolloutOptions) {
    this.#options = options;
  }

  /** All workers alive, the newest last. */
  get generations(): readonly WorkerGeneration[] {
    return this.#generations;
  }

  /** Starts workers for the folder's present code and waits until they are ready. */
  async begin(): Promise<void> {
    await this.#add(await this.#options.buildOf());
    await this.#generations.at(-1)?.ready();
  }

  /** To be called when files changed. Changes are answered one after another. */
  changed(): Promise<void> {
    this.#changes = this.#changes
      .then(() => this.#renew())
      .catch((error: unknown) => {
        this.#options.log(`The workers stay as they are: ${reasonOf(error)}`);
      });
    return this.#changes;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#changes;
    await Promise.all(this.#generations.map((generation) => generation.stop()));
    this.#generations = [];
  }

  async #renew(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const build = await this.#options.buildOf();
    if (build === this.#generations.at(-1)?.build) return; // O1
    const old = this.#generations;
    this.#options.log(`The code changed; workers of build ${build.slice(0, 12)} start.`);
    const fresh = await this.#add(build);
    for (const generation of old) void this.#retire(generation, fresh);
  }

  async #add(build: string): Promise<WorkerGeneration> {
    const generation = await this.#options.start(build);
    if (this.#stopping.signal.aborted) await generation.stop();
    this.#generations = [...this.#generations, generation];
    return generation;
  }

  async #retire(old: WorkerGeneration, fresh: WorkerGeneration): Promise<void> {
    const { signal } = this.#stopping;
    const ready = await fresh.ready().then(
      () => true,
      (error: unknown) => {
        this.#options.log(`The old workers stay: ${reasonOf(error)}`);
        return false;
      },
    );
    if (!ready) return;
    for (let empty = 0; empty < 2;) {
      if (signal.aborted || !this.#generations.includes(old)) return;
      const open = old.build === fresh.build ? 0 : await this.#openRuns(old.build);
      empty = open === 0 ? empty + 1 : 0;
      await sleep(this.#options.checkMs ?? CHECK_MS, undefined, { signal }).catch(() => undefined);
    }
    if (signal.aborted || !this.#generations.includes(old)) return;
    await old.stop();
    this.#generations = this.#generations.filter((generation) => generation !== old);
    this.#options.log(`The workers of build ${old.build.slice(0, 12)} ended.`);
  }

  // A server that cannot answer now says nothing about its runs: the old workers stay.
  async #openRuns(build: string): Promise<number> {
    const { temporal, deployment } = this.#options;
    const version = `${deployment}:${build}`;
    const query = `TemporalWorkerDeploymentVersion = "${version}" AND ExecutionStatus = "Running"`;
    const found = await temporal.client.workflow.count(query).catch(() => undefined);
    return found?.count ?? 1;
  }
}
