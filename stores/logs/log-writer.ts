import type { ObjectStore } from '../objects/object-store.ts';
import { chunkKey } from './log-chunk.ts';
import { cleanText } from './clean-text.ts';
import type { LogLine } from './log-line.ts';

/**
 * L1 What was appended more than `flushMs` ago is in the store, so a killed worker loses at most
 *    that much of a log.
 * L2 Chunks are written one after the other and numbered without gaps; a chunk that could not be
 *    written is tried again before the next one, so a reader never sees a hole.
 * L3 Appending never waits and never throws. Past `maxPendingBytes` (store slow or down) lines are
 *    dropped and counted; past `maxBytes` the log ends with a line that says so.
 */
export interface LogLimits {
  readonly flushMs: number;
  readonly chunkBytes: number;
  readonly maxBytes: number;
  readonly maxPendingBytes: number;
  readonly maxLineChars: number;
}
export const LOG_LIMITS: LogLimits = {
  flushMs: 1_000,
  chunkBytes: 64 * 1024,
  maxBytes: 50 * 1024 * 1024,
  maxPendingBytes: 4 * 1024 * 1024,
  maxLineChars: 32 * 1024,
};

export interface LogWriterOptions {
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly logKey: string;
  readonly limits?: Partial<LogLimits>;
  /** Told when a chunk could not be written; it will be tried again. */
  readonly onError?: (error: unknown) => void;
}

const CLOSE_TRIES = 3;

/** Writes one attempt's log as numbered chunk objects. */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #limits: LogLimits;
  #pending: string[] = [];
  #pendingBytes = 0;
  #totalBytes = 0;
  #dropped = 0;
  #truncated = false;
  #chunk = 0;
  #unwritten: { readonly key: string; readonly text: string } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;
  #waiters: (() => void)[] = [];

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#limits = { ...LOG_LIMITS, ...options.limits };
  }

  /** True while readers of streams should pause: half of what may wait is waiting. */
  get congested(): boolean {
    return this.#pendingBytes > this.#limits.maxPendingBytes / 2;
  }

  get empty(): boolean {
    return this.#totalBytes === 0;
  }

  append(line: LogLine): void {
    if (this.#truncated) return;
    const text = JSON.stringify({
      ...line,
      message: cleanText(line.message, this.#limits.maxLineChars),
    });
    const bytes = Buffer.byteLength(text) + 1;
    if (this.#pendingBytes + bytes > this.#limits.maxPendingBytes) {
      this.#dropped += 1;
      return;
    }
    if (this.#dropped > 0) this.#noteDropped();
    if (this.#totalBytes + bytes > this.#limits.maxBytes) {
      this.#truncated = true;
      this.#push(engineLine(`The log is cut here: it reached ${this.#limits.maxBytes} bytes.`));
      return;
    }
    this.#push(text);
  }

  /** Resolves once `congested` is over. */
  async drained(): Promise<void> {
    if (this.congested) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  /** Writes what is pending. Never rejects: an unwritten chunk waits for the next flush. */
  async flush(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing;
    this.#flushing = this.#writePending().finally(() => {
      this.#flushing = undefined;
      for (const wake of this.#waiters.splice(0)) wake();
    });
    await this.#flushing;
  }

  /** Writes the rest, trying a few times. @returns false when some of it could not be written. */
  async close(): Promise<boolean> {
    if (this.#dropped > 0) this.#noteDropped();
    for (let tries = 0; tries < CLOSE_TRIES && this.#hasWork(); tries++) await this.flush();
    clearTimeout(this.#timer);
    return !this.#hasWork();
  }

  #hasWork(): boolean {
    return this.#pending.length > 0 || this.#unwritten !== undefined;
  }

  #noteDropped(): void {
    const text = engineLine(`${this.#dropped} lines were dropped here: the object store is slow.`);
    this.#dropped = 0;
    this.#push(text);
  }

  #push(text: string): void {
    this.#pending.push(text);
    const bytes = Buffer.byteLength(text) + 1;
    this.#pendingBytes += bytes;
    this.#totalBytes += bytes;
    if (this.#pendingBytes >= this.#limits.chunkBytes && this.#flushing === undefined) {
      void this.flush();
    } else {
      this.#arm();
    }
  }

  #arm(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, this.#limits.flushMs);
    this.#timer.unref();
  }

  async #writePending(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      while (this.#hasWork()) {
        this.#unwritten ??= this.#takeChunk();
        await this.#options.objects.put(
          this.#unwritten.key,
          Buffer.from(this.#unwritten.text, 'utf8'),
          { contentType: 'application/x-ndjson' },
        );
        this.#unwritten = undefined;
      }
    } catch (error) {
      this.#options.onError?.(error);
      this.#arm();
    }
  }

  #takeChunk(): { readonly key: string; readonly text: string } {
    this.#chunk += 1;
    const text = `${this.#pending.join('\n')}\n`;
    this.#pending = [];
    this.#pendingBytes = 0;
    return { key: chunkKey(this.#options.logKey, this.#chunk), text };
  }
}

function engineLine(message: string): string {
  const line: LogLine = {
    time: new Date().toISOString(),
    level: 'warn',
    source: 'engine',
    message,
  };
  return JSON.stringify(line);
}
