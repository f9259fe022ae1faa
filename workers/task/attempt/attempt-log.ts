import {
  LogWriter,
  type LogLevel,
  type LogLimits,
  type LogLine,
} from '../../../stores/logs/index.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import { toLogData } from './log-data.ts';

export interface AttemptLogOptions {
  readonly objects: Pick<ObjectStore, 'put'>;
  /** Asked at the first line. */
  readonly logKey: () => string;
  readonly mask: (text: string) => string;
  readonly limits?: Partial<LogLimits>;
  readonly onError: (error: unknown) => void;
  /** The first line of a log that has any: who runs what, where. */
  readonly heading: () => { readonly message: string; readonly data: object } | undefined;
}

type Held = readonly [LogLevel, LogLine['source'], string, object | undefined];

/** The log of one attempt. A task that says nothing leaves no log object: quick tasks stay quick. */
export class AttemptLog {
  readonly #options: AttemptLogOptions;
  #writer: LogWriter | undefined;
  #held: Held[] | undefined;
  #closed = false;

  constructor(options: AttemptLogOptions) {
    this.#options = options;
  }

  /** Whether there is a log at all. */
  get begun(): boolean {
    return this.#writer !== undefined;
  }

  /** Keeps lines back until it is known whether they are worth writing. */
  hold(): void {
    this.#held ??= [];
  }

  /** What is kept back, as one text to compare with. */
  get held(): string {
    return (this.#held ?? []).map(([level, , message]) => `${level} ${message}`).join('\n');
  }

  /** Writes what was kept back, and everything from now on. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const line of held) this.write(...line);
  }

  write(level: LogLevel, source: LogLine['source'], message: string, data?: object): void {
    if (this.#closed) return;
    if (this.#held !== undefined) {
      if (this.#held.length < MAX_HELD) this.#held.push([level, source, message, data]);
      return;
    }
    const writer = this.#writer ?? this.#begin();
    this.#append(writer, level, source, message, data);
  }

  /** Waits while too much is pending: readers of a child's output slow down with the store. */
  async drained(): Promise<void> {
    await this.#writer?.drained();
  }

  /** Writes what is left; what a body says after its end is dropped. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writer?.close();
  }

  #begin(): LogWriter {
    const { objects, limits, onError, logKey, heading } = this.#options;
    this.#writer = new LogWriter({
      ...{ objects, onError, logKey: logKey() },
      ...(limits === undefined ? {} : { limits }),
    });
    const first = heading();
    if (first !== undefined)
      this.#append(this.#writer, 'info', 'engine', first.message, first.data);
    return this.#writer;
  }

  #append(writer: LogWriter, ...[level, source, message, data]: Held): void {
    const { mask } = this.#options;
    writer.append({
      time: new Date().toISOString(),
      level,
      source,
      message: mask(message),
      ...(data === undefined ? {} : { data: toLogData(data, mask) }),
    });
  }
}

/** A poke that says more is cut; it may ask ten thousand times. */
const MAX_HELD = 1_000;
