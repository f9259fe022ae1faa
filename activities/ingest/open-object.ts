import type { Readable } from 'node:stream';
import type { TaskContext } from '../../dsl/index.ts';
import { bucketWith } from '../data/bucket-with.ts';
import { servicesOf } from '../services.ts';

/** The bytes of `s3://bucket/key`, or of an object inside the project's own store. */
export async function openObject(
  ctx: TaskContext,
  uri: string,
  { secret }: { readonly secret?: string | undefined },
): Promise<Readable> {
  const { objects } = servicesOf(ctx);
  const folder = `${objects.location.replace(/\/$/, '')}/`;
  if (secret === undefined && uri.startsWith(folder)) {
    return objects.stream(uri.slice(folder.length));
  }
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) {
    return ctx.fail(`"${uri}" is no address of an object: write s3://bucket/key.`, {
      retry: false,
    });
  }
  const access = secret === undefined ? undefined : await ctx.secret(secret);
  const place = bucketWith(bucket, access);
  const response = await place.send({ method: 'GET', key, accept: [200, 403, 404] });
  if (response.statusCode === 200) return response;
  response.resume();
  return ctx.fail(`"${uri}" cannot be read: the store answered ${response.statusCode ?? 0}.`, {
    retry: false,
  });
}
