import type { ObjectFacts, ObjectStore } from '../../stores/objects/object-store.ts';
import type { S3Bucket } from '../../stores/objects/s3-bucket.ts';
import { retried } from '../../stores/objects/s3-retry.ts';
import { bareTag } from '../../stores/objects/s3-upload.ts';
import { bucketWith } from '../data/bucket-with.ts';

interface Places {
  /** The project's own object store. */
  readonly own: Pick<ObjectStore, 'location' | 'head'>;
  /** JSON of an `S3Access`; the worker's environment where there is none. */
  readonly secret: string | undefined;
}

/** What lies at an address; undefined if nothing does. */
export async function findObject(uri: string, places: Places): Promise<ObjectFacts | undefined> {
  const { own, secret } = places;
  const folder = `${own.location.replace(/\/$/, '')}/`;
  if (secret === undefined && uri.startsWith(folder)) return own.head(uri.slice(folder.length));
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new TypeError(
      `"${uri}" is no address of an object: write s3://bucket/key, or one inside ${own.location}.`,
    );
  }
  return headOf(bucketWith(bucket, secret), key);
}

async function headOf(bucket: S3Bucket, key: string): Promise<ObjectFacts | undefined> {
  const { status, headers } = await retried(() =>
    bucket.ask({ method: 'HEAD', key, accept: [200, 404] }),
  );
  if (status === 404) return undefined;
  const modified = new Date(headers['last-modified'] ?? 0);
  return { key, size: Number(headers['content-length']), etag: bareTag(headers.etag), modified };
}
