import { valueKeyOf } from './output-object.ts';
import type { Completion, InstanceKey } from './run-store.ts';

/** When the run of an instance ended: null while it is open, undefined when it is not known. */
export type RunEnd = (key: InstanceKey) => Date | null | undefined;

interface Reference {
  readonly key: InstanceKey;
  readonly objectKey: string;
  readonly endedAt: number;
  /** How long the object is kept; for ever when undefined. */
  readonly keptMs: number | undefined;
}

/** Which outputs lie in the object store, and until when they have to. */
export class MemoryLifetimes {
  readonly #references = new Map<string, Reference>();
  readonly #runEnd: RunEnd;

  constructor(runEnd: RunEnd) {
    this.#runEnd = runEnd;
  }

  note(key: InstanceKey, { output, expiresAt, endedAt }: Completion): void {
    const objectKey = valueKeyOf(output);
    if (objectKey === undefined) return;
    const { dagId, runId, path } = key;
    this.#references.set(JSON.stringify([objectKey, dagId, runId, path]), {
      ...{ key, objectKey, endedAt: endedAt.getTime() },
      keptMs: expiresAt === undefined ? undefined : expiresAt.getTime() - endedAt.getTime(),
    });
  }

  expired(now: Date): readonly string[] {
    const over = [...this.#references.values()].filter(
      (each) => this.#endOf(each) <= now.getTime(),
    );
    over.sort((a, b) => this.#endOf(a) - this.#endOf(b));
    return [...new Set(over.map(({ objectKey }) => objectKey))];
  }

  isNeeded(objectKey: string, now: Date): boolean {
    return [...this.#references.values()].some(
      (each) => each.objectKey === objectKey && this.#endOf(each) > now.getTime(),
    );
  }

  forget(objectKey: string, now: Date): void {
    for (const [text, each] of this.#references) {
      if (each.objectKey === objectKey && this.#endOf(each) <= now.getTime()) {
        this.#references.delete(text);
      }
    }
  }

  #endOf({ key, endedAt, keptMs }: Reference): number {
    const runEnd = this.#runEnd(key);
    if (keptMs === undefined || runEnd === null) return Number.POSITIVE_INFINITY;
    return Math.max(endedAt, runEnd?.getTime() ?? 0) + keptMs;
  }
}
