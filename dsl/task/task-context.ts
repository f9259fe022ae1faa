import type { z } from 'zod';
import type { RunContext } from '../dag/run-context.ts';
import type { Duration } from './duration.ts';
import type { Track } from './track.ts';

/** The platform's AbortSignal, where its types are loaded; this folder loads none. */
type Signal = typeof globalThis extends { AbortSignal: { prototype: infer S } } ? S : never;

/** Writes to the log of the attempt. */
export type TaskLog = Record<
  'debug' | 'info' | 'warn' | 'error',
  (message: string, data?: object) => void
>;

/** What `run` gets besides its input. */
export interface TaskContext {
  readonly run: RunContext;
  readonly attempt: number;
  readonly signal: Signal;
  readonly log: TaskLog;
  heartbeat(detail?: unknown): void;
  secret(name: string): Promise<string>;
  skip(reason: string): never;
  fail(reason: string, how?: { retry?: boolean; after?: Duration }): never;
  readonly checkpoint: {
    load<T>(schema: z.ZodType<T>): Promise<T | undefined>;
    save(value: unknown): Promise<void>;
  };
  readonly artifacts: {
    put(name: string, data: Uint8Array | string): Promise<{ uri: string; sha256: string }>;
    get(uri: string): Promise<Uint8Array>;
    /** As `put`, from a file or a stream, however large. */
    putFile(name: string, path: string): Promise<{ uri: string; sha256: string }>;
    putStream(
      name: string,
      chunks: AsyncIterable<Uint8Array>,
    ): Promise<{ uri: string; sha256: string }>;
    /** As `get`, to a file, which appears whole or not at all. */
    getFile(uri: string, path: string): Promise<void>;
    /** As `get`, in chunks; checked before the first one is given. */
    getStream(uri: string): AsyncIterable<Uint8Array>;
  };
  readonly track: Track;
}
