import { z } from 'zod';
import type { ObjectFacts, ObjectStore } from '../../stores/objects/object-store.ts';
import type { S3Access } from '../../stores/objects/s3-access.ts';
import { S3Bucket } from '../../stores/objects/s3-bucket.ts';
import { s3Client } from '../../stores/objects/s3-client.ts';
import { retried } from '../../stores/objects/s3-retry.ts';
import { bareTag } from '../../stores/objects/s3-upload.ts';
import { s3AccessFromEnv } from '../../stores/stores-config.ts';

interface Places {
  /** The project's own object store. */
  readonly own: Pick<ObjectStore, 'location' | 'head'>;
  /** JSON of an `S3Access`; the worker's environment where there is none. */
  readonly secret: string | undefined;
}

const Access = z.object({
  endpoint: z.url().optional(),
  region: z.string().optional(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string().optional(),
});

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
  return headOf(bucketOf(bucket, accessOf(secret)), key);
}

async function headOf(bucket: S3Bucket, key: string): Promise<ObjectFacts | undefined> {
  const { status, headers } = await retried(() =>
    bucket.ask({ method: 'HEAD', key, accept: [200, 404] }),
  );
  if (status === 404) return undefined;
  const modified = new Date(headers['last-modified'] ?? 0);
  return { key, size: Number(headers['content-length']), etag: bareTag(headers.etag), modified };
}

function accessOf(secret: string | undefined): S3Access {
  if (secret === undefined) return s3AccessFromEnv(process.env);
  const read = Access.safeParse(parsed(secret));
  // The parser's own words would show parts of the secret.
  if (!read.success) {
    throw new TypeError('The secret is not JSON with "accessKeyId" and "secretAccessKey".');
  }
  const { endpoint, region, sessionToken, ...keys } = read.data;
  return {
    ...keys,
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(sessionToken !== undefined && { sessionToken }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Clients keep their connections, and a sensor asks often. */
const clients = new Map<string, ReturnType<typeof s3Client>>();
const MOST_CLIENTS = 32;

function bucketOf(name: string, access: S3Access): S3Bucket {
  const key = JSON.stringify(Object.entries(access).sort());
  const client = clients.get(key) ?? s3Client(access);
  if (clients.size >= MOST_CLIENTS) clients.clear();
  clients.set(key, client);
  return new S3Bucket(client, name, '');
}
