import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { checkRange } from './byte-range.ts';
import { checkObjectKey, checkObjectPrefix } from './check-object-key.ts';
import { checkSize } from './check-size.ts';
import { ObjectMissingError } from './object-error.ts';
import type { ByteRange, ObjectFacts, ObjectStore, PutOptions } from './object-store.ts';
import type { S3Access } from './s3-access.ts';
import { readBody, S3Bucket, s3ErrorCode } from './s3-bucket.ts';
import { s3Client } from './s3-client.ts';
import { listKeys } from './s3-listing.ts';
import { partSizeFor, partsOf } from './s3-part-reader.ts';
import { retried } from './s3-retry.ts';
import { bareTag, putInParts, putWhole, type S3Upload } from './s3-upload.ts';
import { testConditionalWrites } from './self-test.ts';

/** Objects in a bucket of any S3 server that keeps conditional writes. Plain S3: no vendor's own. */
export class S3ObjectStore implements ObjectStore {
  readonly location: string;
  readonly #bucket: S3Bucket;

  private constructor(bucket: S3Bucket) {
    this.#bucket = bucket;
    this.location = `s3://${bucket.name}/${bucket.prefix}`.replace(/\/$/, '');
  }

  /** Opens a bucket; on a server of one's own it is made if it is not there. */
  static async open(options: {
    readonly bucket: string;
    readonly prefix: string;
    readonly access: S3Access;
  }): Promise<S3ObjectStore> {
    const { bucket: name, prefix, access } = options;
    if (prefix !== '') checkObjectKey(prefix);
    const client = s3Client(access);
    const store = new S3ObjectStore(new S3Bucket(client, name, prefix));
    if (await retried(() => client.bucketExists(name))) return store;
    if (access.endpoint === undefined) throw new Error(`The bucket "${name}" does not exist.`);
    await client.makeBucket(name, access.region ?? '').catch(async (error: unknown) => {
      // Two processes may start at once.
      if (!(await client.bucketExists(name))) throw error;
    });
    return store;
  }

  async put(key: string, body: Uint8Array | Readable, options?: PutOptions): Promise<ObjectFacts> {
    checkObjectKey(key);
    const { contentType = 'application/octet-stream', onlyIfAbsent = false } = options ?? {};
    const upload = { bucket: this.#bucket, key, onlyIfAbsent, contentType };
    const { etag, size } = await this.#upload(upload, body, options?.size);
    // S3 tells the time only when asked again, and asking costs a round trip.
    return { key, size, etag, modified: new Date() };
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array> {
    return retried(async () => {
      const response = await this.#read(key, range);
      return response === undefined ? new Uint8Array() : readBody(response);
    });
  }

  async stream(key: string, range?: ByteRange): Promise<Readable> {
    const response = await retried(() => this.#read(key, range));
    return response ?? Readable.from([], { objectMode: false });
  }

  async head(key: string): Promise<ObjectFacts | undefined> {
    checkObjectKey(key);
    const request = { method: 'HEAD', key, accept: [200, 404] } as const;
    const { status, headers } = await retried(() => this.#bucket.ask(request));
    if (status === 404) return undefined;
    const modified = new Date(headers['last-modified'] ?? 0);
    return { key, size: Number(headers['content-length']), etag: bareTag(headers.etag), modified };
  }

  async list(
    prefix: string,
    options?: { readonly after?: string; readonly limit?: number },
  ): Promise<readonly ObjectFacts[]> {
    checkObjectPrefix(prefix);
    const { after = '', limit = 1000 } = options ?? {};
    return listKeys(this.#bucket, { prefix, after, limit });
  }

  async delete(key: string): Promise<void> {
    checkObjectKey(key);
    await retried(() => this.#bucket.ask({ method: 'DELETE', key, accept: [200, 204, 404] }));
  }

  async selfTest(): Promise<void> {
    const base = { bucket: this.#bucket, onlyIfAbsent: true, contentType: 'text/plain' };
    await testConditionalWrites(this, [
      { way: 'PUT', put: (key, body) => putWhole({ ...base, key }, Buffer.from(body)) },
      {
        way: 'CompleteMultipartUpload',
        put: (key, body) => putInParts({ ...base, key }, partsOf(body, partSizeFor(undefined))),
      },
    ]);
  }

  async close(): Promise<void> {}

  async #upload(
    upload: S3Upload,
    body: Uint8Array | Readable,
    expectedSize: number | undefined,
  ): Promise<{ readonly etag: string; readonly size: number }> {
    const partSize = partSizeFor(body instanceof Uint8Array ? body.length : expectedSize);
    const parts = partsOf(body, partSize);
    const first = await parts.next();
    const head = first.done === true ? Buffer.alloc(0) : first.value;
    if (head.length < partSize) {
      checkSize(upload.key, expectedSize, head.length);
      return { etag: await putWhole(upload, head), size: head.length };
    }
    let size = 0;
    const counted = async function* (): AsyncGenerator<Buffer> {
      yield head;
      size = head.length;
      for await (const part of parts) {
        yield part;
        size += part.length;
      }
      // Before Complete: a body that ended early makes no object.
      checkSize(upload.key, expectedSize, size);
    };
    const etag = await putInParts(upload, counted());
    return { etag, size };
  }

  /** The object's bytes on their way; undefined for a range behind its end. */
  async #read(key: string, range: ByteRange | undefined): Promise<IncomingMessage | undefined> {
    checkObjectKey(key);
    if (range !== undefined) checkRange(range);
    if (range !== undefined && range.start === range.end) return this.#readNothing(key);
    const headers = range === undefined ? {} : { range: `bytes=${range.start}-${range.end - 1}` };
    const accept = range === undefined ? [200, 404] : [206, 404, 416];
    const response = await this.#bucket.send({ method: 'GET', key, headers, accept });
    if (response.statusCode === 200 || response.statusCode === 206) return response;
    const text = (await readBody(response)).toString('utf8');
    if (response.statusCode === 416) return undefined;
    const code = s3ErrorCode(text);
    if (code === undefined || code === 'NoSuchKey') throw new ObjectMissingError(key);
    throw new Error(`The object store answered 404 ${code} for "${key}" in ${this.location}.`);
  }

  async #readNothing(key: string): Promise<undefined> {
    if ((await this.head(key)) === undefined) throw new ObjectMissingError(key);
    return undefined;
  }
}
