import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ObjectExistsError } from './object-error.ts';
import { s3ErrorCode, type S3Answer, type S3Bucket } from './s3-bucket.ts';
import { xmlText } from './s3-xml.ts';
import { ConflictError, retried } from './s3-retry.ts';

/**
 * Writing to S3.
 *
 * U1 With `onlyIfAbsent` the header `If-None-Match: *` goes with the request that makes the object
 *    appear: the PUT of a small one, the Complete of one in parts.
 * U2 A request whose answer was lost is sent again. If it then finds the key taken, the object's tag
 *    tells whether it is the one that was sent: then it was written, and that is no refusal.
 * U3 An upload in parts that fails is aborted, so that its parts cost nothing.
 */
export interface S3Upload {
  readonly bucket: S3Bucket;
  readonly key: string;
  readonly onlyIfAbsent: boolean;
  readonly contentType: string;
}

/** 412 is what S3 says; an old MinIO said 304. */
const TAKEN = [304, 412] as const;

/** Writes an object in one request. @returns its tag. */
export async function putWhole(upload: S3Upload, body: Buffer): Promise<string> {
  const { bucket, key, contentType } = upload;
  const expected = createHash('md5').update(body).digest('hex');
  return retried(async (tries) => {
    const headers = { 'content-type': contentType, ...condition(upload) };
    const accept = [200, 409, ...TAKEN];
    const answer = await bucket.ask({ method: 'PUT', key, headers, body, accept });
    return settled(upload, answer, { tries, expected });
  });
}

/** Writes an object in parts. @returns its tag. */
export async function putInParts(upload: S3Upload, parts: AsyncIterable<Buffer>): Promise<string> {
  const { bucket, key, contentType } = upload;
  const { client, name, prefix } = bucket;
  const headers = { 'content-type': contentType };
  const id = await retried(() => client.initiateNewMultipartUpload(name, prefix + key, headers));
  try {
    const tags: string[] = [];
    for await (const body of parts) tags.push(await putPart(upload, id, tags.length + 1, body));
    return await complete(upload, id, tags);
  } catch (error) {
    // What failed is told; that the parts could not be removed as well is not (U3).
    await client.abortMultipartUpload(name, prefix + key, id).catch(() => {});
    throw error;
  }
}

async function putPart(
  { bucket, key }: S3Upload,
  id: string,
  number: number,
  body: Buffer,
): Promise<string> {
  const query = `partNumber=${number}&uploadId=${encodeURIComponent(id)}`;
  return retried(async () => {
    const { headers } = await bucket.ask({ method: 'PUT', key, query, body, accept: [200] });
    return bareTag(headers.etag);
  });
}

async function complete(upload: S3Upload, id: string, tags: readonly string[]): Promise<string> {
  const { bucket, key } = upload;
  const body = Buffer.from(completion(tags));
  const query = `uploadId=${encodeURIComponent(id)}`;
  return retried(async (tries) => {
    const headers = { 'content-type': 'application/xml', ...condition(upload) };
    const accept = [200, 404, 409, ...TAKEN];
    const answer = await bucket.ask({ method: 'POST', key, query, headers, body, accept });
    return settled(upload, answer, { tries, expected: tagOfParts(tags) });
  });
}

/** What an answer to the request that makes the object appear means. */
async function settled(
  upload: S3Upload,
  answer: S3Answer,
  { tries, expected }: { readonly tries: number; readonly expected: string },
): Promise<string> {
  const code = s3ErrorCode(answer.text);
  if (answer.status === 200 && code === undefined) return bareTag(answer.headers.etag) || expected;
  const taken = answer.status === 412 || answer.status === 304 || code === 'PreconditionFailed';
  // Gone because it was completed: by the request whose answer was lost (U2).
  const unknownUpload = answer.status === 404 && code === 'NoSuchUpload';
  if ((taken || unknownUpload) && tries > 1 && (await currentTag(upload)) === expected) {
    return expected;
  }
  if (taken) throw new ObjectExistsError(upload.key);
  const told = `The object store answered ${answer.status} ${code ?? ''} for "${upload.key}".`;
  if (answer.status !== 409) throw new Error(told);
  // Give the other writer a moment before asking again.
  await sleep(50);
  throw new ConflictError(told);
}

async function currentTag({ bucket, key }: S3Upload): Promise<string | undefined> {
  const { status, headers } = await bucket.ask({ method: 'HEAD', key, accept: [200, 404] });
  return status === 200 ? bareTag(headers.etag) : undefined;
}

function condition({ onlyIfAbsent }: S3Upload): Readonly<Record<string, string>> {
  return onlyIfAbsent ? { 'if-none-match': '*' } : {};
}

/** S3's tag of an object in parts: the md5 of the parts' md5s, and their number. */
function tagOfParts(tags: readonly string[]): string {
  const hash = createHash('md5');
  for (const tag of tags) hash.update(Buffer.from(tag, 'hex'));
  return `${hash.digest('hex')}-${tags.length}`;
}

function completion(tags: readonly string[]): string {
  const parts = tags.map(
    (tag, index) =>
      `<Part><PartNumber>${index + 1}</PartNumber><ETag>"${xmlText(tag)}"</ETag></Part>`,
  );
  const space = 'http://s3.amazonaws.com/doc/2006-03-01/';
  return `<CompleteMultipartUpload xmlns="${space}">${parts.join('')}</CompleteMultipartUpload>`;
}

/** A tag without the quotes it travels in. */
export function bareTag(tag: string | undefined): string {
  return (tag ?? '').replace(/^(W\/)?"|"$/g, '');
}
