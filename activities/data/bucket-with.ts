import { z } from 'zod';
import type { S3Access } from '../../stores/objects/s3-access.ts';
import { S3Bucket } from '../../stores/objects/s3-bucket.ts';
import { s3Client } from '../../stores/objects/s3-client.ts';
import { s3AccessFromEnv } from '../../stores/stores-config.ts';

const Access = z.object({
  endpoint: z.url().optional(),
  region: z.string().optional(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string().optional(),
});

/** Clients keep their connections, and a sensor asks often. */
const clients = new Map<string, ReturnType<typeof s3Client>>();
const MOST_CLIENTS = 32;

/**
 * A bucket with the keys of a secret, JSON of an `S3Access`; with those of the worker's environment
 * where there is none.
 */
export function bucketWith(name: string, secret: string | undefined): S3Bucket {
  const access = accessOf(secret);
  const key = JSON.stringify(Object.entries(access).sort());
  const client = clients.get(key) ?? s3Client(access);
  if (clients.size >= MOST_CLIENTS) clients.clear();
  clients.set(key, client);
  return new S3Bucket(client, name, '');
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
