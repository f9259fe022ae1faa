import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { TaskContext } from '../../dsl/index.ts';
import { outboundFetch } from '../outbound/outbound-fetch.ts';
import { isOutboundRefused } from '../outbound/outbound-refused-error.ts';
import { openObject } from './open-object.ts';

/** A source as a file on this machine. */
export interface LocalSource {
  readonly path: string;
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
}
export interface FetchLimits {
  readonly maxBytes: number;
  /** Name of the secret with the keys of `s3:` addresses; the worker's own when left out. */
  readonly secret?: string | undefined;
}

/**
 * Gives the file behind a path, a `file:`, an `http(s):` or an `s3:` URL to `work`; what was
 * fetched is removed behind it. A file that is not there ends the task at once; a server that does
 * not answer is tried again.
 */
export async function withSource<T>(
  ctx: TaskContext,
  url: string,
  limits: FetchLimits,
  work: (source: LocalSource) => Promise<T>,
): Promise<T> {
  if (!/^(https?|s3):/i.test(url)) return work(await localFile(ctx, url, limits));
  const folder = await mkdtemp(join(tmpdir(), 'perdure-source-'));
  try {
    const path = join(folder, `source${/\.gz$/i.test(new URL(url).pathname) ? '.gz' : ''}`);
    const meter = new Meter(limits.maxBytes);
    const body = /^s3:/i.test(url) ? await openObject(ctx, url, limits) : await openHttp(ctx, url);
    await pipeline(body, meter, createWriteStream(path), { signal: ctx.signal }).catch(
      (error: unknown) => {
        if (meter.overrun) return tooLarge(ctx, url, limits);
        throw error;
      },
    );
    return await work({ path, ...meter.facts() });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openHttp(ctx: TaskContext, url: string): Promise<Readable> {
  const response = await outboundFetch(url, { signal: ctx.signal }).catch((error: unknown) => {
    if (!isOutboundRefused(error)) throw error;
    return ctx.fail(error.message, { retry: false });
  });
  if (!response.ok || response.body === null) {
    const retry = response.status >= 500 || response.status === 429;
    return ctx.fail(`${url} answered ${response.status} ${response.statusText}.`, { retry });
  }
  return Readable.fromWeb(response.body);
}

async function localFile(ctx: TaskContext, url: string, limits: FetchLimits): Promise<LocalSource> {
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  try {
    const { size } = await stat(path);
    if (size > limits.maxBytes) return tooLarge(ctx, url, limits);
    const meter = new Meter(limits.maxBytes);
    await pipeline(createReadStream(path), meter, { signal: ctx.signal });
    return { path, ...meter.facts() };
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error;
    return ctx.fail(
      `"${url}" cannot be read on this worker (${code}). Give a path that every worker has, or an http or s3 URL.`,
      { retry: false },
    );
  }
}

function tooLarge(ctx: TaskContext, url: string, { maxBytes }: FetchLimits): never {
  return ctx.fail(`"${url}" has more than ${maxBytes} bytes. Raise "maxBytes" if that is right.`, {
    retry: false,
  });
}

/** Counts and hashes what flows through, up to a limit. */
class Meter extends Transform {
  readonly #hash = createHash('sha256');
  readonly #most: number;
  #size = 0;
  overrun = false;

  constructor(most: number) {
    super();
    this.#most = most;
    // A local file is only measured: nobody reads behind it.
    this.resume();
  }

  override _transform(
    chunk: Buffer,
    _encoding: string,
    done: (e?: Error, d?: Buffer) => void,
  ): void {
    this.#size += chunk.byteLength;
    this.#hash.update(chunk);
    this.overrun = this.#size > this.#most;
    if (this.overrun) done(new RangeError('The source is too large.'));
    else done(undefined, chunk);
  }

  facts(): { readonly sha256: string; readonly size: number } {
    return { sha256: this.#hash.digest('hex'), size: this.#size };
  }
}
