import type { ModelRegistry, ModelVersionRow } from '../../stores/registry/model-registry.ts';

interface Watched {
  current: ModelVersionRow;
  usedAt: number;
}

/** An alias that nobody asked for this long is not looked up any more. */
const FORGET_MS = 10 * 60_000;

/**
 * Which version an alias in use means.
 *
 * W1 A moved alias is seen within one poll; until the new version is ready the old one answers, so
 *    no request waits for a load or fails by the move.
 * W2 A registry that does not answer, or a new version that cannot be loaded, leaves what is served.
 */
export class AliasWatch {
  readonly #registry: ModelRegistry;
  readonly #prepare: (row: ModelVersionRow) => Promise<unknown>;
  readonly #watched = new Map<string, Watched>();
  readonly #timer: NodeJS.Timeout;
  #polling = false;

  /** `prepare` makes a version ready to answer. */
  constructor(
    registry: ModelRegistry,
    prepare: (row: ModelVersionRow) => Promise<unknown>,
    pollMs: number,
  ) {
    this.#registry = registry;
    this.#prepare = prepare;
    this.#timer = setInterval(() => void this.#poll(), pollMs);
    this.#timer.unref();
  }

  /** The version an alias means now; undefined when there is none. */
  async version(name: string, alias: string): Promise<ModelVersionRow | undefined> {
    const key = `${name}/${alias}`;
    const watched = this.#watched.get(key);
    if (watched !== undefined) {
      watched.usedAt = Date.now();
      return watched.current;
    }
    const current = await this.#registry.getByAlias(name, alias);
    if (current !== undefined) this.#watched.set(key, { current, usedAt: Date.now() });
    return current;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #poll(): Promise<void> {
    if (this.#polling) return;
    this.#polling = true;
    try {
      await Promise.all([...this.#watched.keys()].map((key) => this.#check(key)));
    } finally {
      this.#polling = false;
    }
  }

  async #check(key: string): Promise<void> {
    const watched = this.#watched.get(key);
    if (watched === undefined) return;
    if (Date.now() - watched.usedAt > FORGET_MS) {
      this.#watched.delete(key);
      return;
    }
    try {
      // Neither names nor aliases hold a slash.
      const [name = '', alias = ''] = key.split('/');
      const row = await this.#registry.getByAlias(name, alias);
      if (row === undefined) this.#watched.delete(key);
      else if (row.version !== watched.current.version) {
        await this.#prepare(row);
        watched.current = row;
      }
    } catch {
      // W2: the next poll tries again.
    }
  }
}
