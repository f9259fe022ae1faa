import { fileURLToPath } from 'node:url';
import { FileObjectStore } from './file-object-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Access } from './s3-access.ts';
import { S3ObjectStore } from './s3-object-store.ts';

/** Opens the object store at `file:///folder` (made if need be) or `s3://bucket/prefix`. */
export async function openObjectStore(location: string, s3?: S3Access): Promise<ObjectStore> {
  const url = URL.canParse(location) ? new URL(location) : undefined;
  if (url?.protocol === 'file:') return FileObjectStore.open(fileURLToPath(url));
  if (url?.protocol !== 's3:') {
    throw new Error(
      `Object store "${location}" is not known. Expected file:///folder or s3://bucket/prefix.`,
    );
  }
  if (s3 === undefined) {
    throw new Error(
      `Object store "${location}" needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
    );
  }
  const prefix = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  return S3ObjectStore.open({ bucket: url.host, prefix, access: s3 });
}
