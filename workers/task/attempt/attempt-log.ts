import {
  LogWriter,
  type LogLevel,
  type LogLimits,
  type LogLine,
} from '../../../stores/logs/index.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import { toLogData } from './log-data.ts';

export interface AttemptLogOptions {
  readonly objects: ObjectStore;
  readonly logKey: string;
  readonly mask: (text: string) => string;
  readonly limits?: Partial<LogLimits>;
  readonly onError: (error: unknown) => void;
  /** The first line of a log that has any: who runs what, where. */
  readonly heading: () => { readonly message: string; readonly data: object };
}

/** The log of one attempt. A task that says nothing leaves no log object: quick tasks stay quick. */
export class AttemptLog {
  readonly #options: AttemptLogOptions;
  readonly #writer: LogWriter;
  #begun = false;
  #closed = false;

  constructor(options: AttemptLogOptions) {
    this.#options = options;
    this.#writer = new LogWriter(options);
  }

  /** Whether there is a log at all. */
  get begun(): boolean {
    return this.#begun;
  }

  write(level: LogLevel, source: LogLine['source'], message: string, data?: object): void {
    if (this.#closed) return;
    if (!this.#begun) {
      this.#begun = true;
      const heading = this.#options.heading();
      this.#append('info', 'engine', heading.message, heading.data);
    }
    this.#append(level, source, message, data);
  }

  /** Waits while too much is pending: readers of a child's output slow down with the store. */
  async drained(): Promise<void> {
    await this.#writer.drained();
  }

  /** Writes what is left; what a body says after its end is dropped. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#begun) await this.#writer.close();
  }

  #append(level: LogLevel, source: LogLine['source'], message: string, data?: object): void {
    const { mask } = this.#options;
    this.#writer.append({
      time: new Date().toISOString(),
      level,
      source,
      message: mask(message),
      ...(data === undefined ? {} : { data: toLogData(data, mask) }),
    });
  }
}
