import { z } from 'zod';
import { sensor } from '../../dsl/index.ts';
import { servicesOf } from '../services.ts';
import { findObject } from './find-object.ts';

/**
 * Waits for an object: `s3://bucket/key`. With the worker's own credentials (the usual AWS
 * variables), or with those of the secret `access` names: JSON with `accessKeyId`,
 * `secretAccessKey`, and `endpoint`, `region`, `sessionToken` if need be. What lies in the
 * project's own object store is found through that.
 */
export const objectExists = sensor({
  name: 'object_exists',
  input: z.object({
    uri: z.string().regex(/^[a-z0-9]+:\/\/[^/]*\/.+$/, 'An address such as s3://bucket/key.'),
    minBytes: z.int().min(0).default(0),
    access: z.string().optional(),
  }),
  output: z.object({
    uri: z.string(),
    bytes: z.int(),
    etag: z.string(),
    modified: z.iso.datetime(),
  }),
  poke: async ({ uri, minBytes, access }, ctx) => {
    const secret = access === undefined ? undefined : await ctx.secret(access);
    const found = await findObject(uri, { own: servicesOf(ctx).objects, secret });
    if (found === undefined || found.size < minBytes) return undefined;
    const { size, etag, modified } = found;
    return { uri, bytes: size, etag, modified: modified.toISOString() };
  },
});
