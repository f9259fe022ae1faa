import { inByteOrder } from './byte-order.ts';
import type { ObjectFacts } from './object-store.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { retried } from './s3-retry.ts';
import { bareTag } from './s3-upload.ts';

const PAGE = 1000;

/** Lists keys page by page until there are enough. */
export async function listKeys(
  bucket: S3Bucket,
  wanted: { readonly prefix: string; readonly after: string; readonly limit: number },
): Promise<readonly ObjectFacts[]> {
  const { client, name, prefix } = bucket;
  const after = wanted.after === '' ? '' : prefix + wanted.after;
  const found: ObjectFacts[] = [];
  for (let token = ''; found.length < wanted.limit;) {
    const count = Math.min(PAGE, wanted.limit - found.length);
    const page = await retried(() =>
      client.listObjectsV2Query(name, prefix + wanted.prefix, token, '', count, after),
    );
    for (const { name: key, size, etag, lastModified } of page.objects) {
      if (key === undefined || lastModified === undefined) continue;
      const facts = { size, etag: bareTag(etag), modified: lastModified };
      found.push({ key: key.slice(prefix.length), ...facts });
    }
    if (!page.isTruncated || page.nextContinuationToken === '') break;
    token = page.nextContinuationToken;
  }
  return found.sort((a, b) => inByteOrder(a.key, b.key));
}
