import { inByteOrder } from './byte-order.ts';
import type { ObjectFacts } from './object-store.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { retried } from './s3-retry.ts';
import { bareTag } from './s3-upload.ts';
import { xmlElements, xmlValue } from './s3-xml.ts';

const PAGE = 1000;

/**
 * Lists keys page by page until there are enough. Not by the client's own listing: that asks for
 * URL-encoded keys and decodes them whether or not the server encoded them, which spoils `+` and
 * `%` in keys on servers that do not (versitygw).
 */
export async function listKeys(
  bucket: S3Bucket,
  wanted: { readonly prefix: string; readonly after: string; readonly limit: number },
): Promise<readonly ObjectFacts[]> {
  const base = {
    'list-type': '2',
    prefix: bucket.prefix + wanted.prefix,
    ...(wanted.after !== '' && { 'start-after': bucket.prefix + wanted.after }),
  };
  const found: ObjectFacts[] = [];
  let token: string | undefined;
  do {
    const count = Math.min(PAGE, wanted.limit - found.length);
    if (count <= 0) break;
    const page = { 'max-keys': String(count), ...(token !== undefined && { token }) };
    const text = await askForPage(bucket, { ...base, ...page });
    const contents = xmlElements(text, 'Contents');
    found.push(...contents.map((element) => factsOf(element, bucket.prefix)));
    const more = xmlValue(text, 'IsTruncated') === 'true';
    token = more ? xmlValue(text, 'NextContinuationToken') : undefined;
  } while (token !== undefined);
  return found.sort((a, b) => inByteOrder(a.key, b.key));
}

async function askForPage(
  bucket: S3Bucket,
  { token, ...wanted }: Readonly<Record<string, string>>,
): Promise<string> {
  const all = { ...wanted, ...(token !== undefined && { 'continuation-token': token }) };
  const query = Object.entries(all)
    .map(([name, value]) => `${name}=${escaped(value)}`)
    .join('&');
  return retried(async () => (await bucket.ask({ method: 'GET', query, accept: [200] })).text);
}

function factsOf(element: string, prefix: string): ObjectFacts {
  return {
    key: (xmlValue(element, 'Key') ?? '').slice(prefix.length),
    size: Number(xmlValue(element, 'Size')),
    etag: bareTag(xmlValue(element, 'ETag')),
    modified: new Date(xmlValue(element, 'LastModified') ?? 0),
  };
}

/** Percent-encoding as S3's signature wants it: also what `encodeURIComponent` leaves out. */
function escaped(text: string): string {
  const hex = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, hex);
}
