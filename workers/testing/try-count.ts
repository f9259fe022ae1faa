import type { TaskCall } from '../../workflows/protocol/index.ts';

/** Counts the tries of instances over all clears, which begin the author's count anew. */
export class TryCount {
  readonly #known = new Map<string, { generation: number; before: number; last: number }>();

  count({ path, generation }: TaskCall, attempt: number): number {
    const known = this.#known.get(path) ?? { generation, before: 0, last: 0 };
    const isCleared = known.generation !== generation;
    const before = isCleared ? known.before + known.last : known.before;
    this.#known.set(path, { generation, before, last: attempt });
    return before + attempt;
  }
}
