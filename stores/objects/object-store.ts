import type { Readable } from 'node:stream';

/** Bytes under a key. Keys come from the key builder (`object-key.ts`) alone. */
export interface ObjectStore {
  /** `file:///…` or `s3://bucket/prefix`, for logs and messages; no credentials in it. */
  readonly location: string;
  /**
   * Writes an object; readers see all of it or nothing.
   * @throws ObjectExistsError (code `OBJECT_EXISTS`) with `onlyIfAbsent` when the key is taken.
   */
  put(key: string, body: Uint8Array | Readable, options?: PutOptions): Promise<ObjectFacts>;
  /** @throws ObjectMissingError (code `OBJECT_MISSING`). */
  get(key: string, range?: ByteRange): Promise<Uint8Array>;
  /** As `get`, without holding the whole object in memory. */
  stream(key: string, range?: ByteRange): Promise<Readable>;
  head(key: string): Promise<ObjectFacts | undefined>;
  /** Keys in byte order. */
  list(
    prefix: string,
    options?: { readonly after?: string; readonly limit?: number },
  ): Promise<readonly ObjectFacts[]>;
  /** Removing what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Proves at start-up that conditional writes hold; refuses a store where they do not. */
  selfTest(): Promise<void>;
  close(): Promise<void>;
}
export interface PutOptions {
  readonly onlyIfAbsent?: boolean;
  readonly contentType?: string;
  /** Needed with a stream for stores that must know the length first; else parts are used. */
  readonly size?: number;
}
/** Both ends in bytes, `end` exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}
export interface ObjectFacts {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly modified: Date;
}
