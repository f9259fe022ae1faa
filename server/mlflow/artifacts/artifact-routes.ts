import { Readable, Transform } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Stores } from '../../../stores/stores.ts';
import { missing } from '../../../stores/tracking/tracking-error.ts';
import { Name, filled } from '../endpoint.ts';
import { MlflowError } from '../mlflow-error.ts';
import { placeOf } from './artifact-place.ts';
import { keysBelow, listFolder } from './list-artifacts.ts';
import { foundVersion, versionFiles } from './version-files.ts';

/**
 * MLflow's artifact proxy over the object store.
 *
 * A1 Bytes are streamed both ways; a file larger than the limit is refused, at the latest when its
 *    bytes pass it, and then nothing of it is kept.
 * A2 Whatever was uploaded goes out as a download of plain bytes: no browser shows it as a page.
 */
const PREFIX = '/mlflow-artifacts';

/** `/mlflow-artifacts/…`, on a scope of its own, whose bodies are streams. */
export function artifactRoutes(scope: FastifyInstance, stores: Stores, maxBytes: number): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  scope.get(`${PREFIX}/artifacts`, async ({ query }) => {
    const { path } = z.object({ path: Name }).parse(query);
    return filled({ files: await listFolder(stores, path) });
  });
  scope.get(`${PREFIX}/artifacts/*`, (request, reply) => download(stores, request, reply));
  scope.put(`${PREFIX}/artifacts/*`, { bodyLimit: maxBytes }, async (request) => {
    await upload(stores, request, maxBytes);
    return {};
  });
  scope.delete(`${PREFIX}/artifacts/*`, async (request) => {
    for (const key of await keysBelow(stores, pathOf(request))) await stores.objects.delete(key);
    return {};
  });
  // The client then sends files whole, and reads them whole.
  for (const path of [`${PREFIX}/mpu/*`, `${PREFIX}/presigned/*`]) {
    scope.all(path, async () => {
      throw new MlflowError('NOT_IMPLEMENTED', 'Artifacts go through this server in one piece.');
    });
  }
}

async function upload(stores: Stores, request: FastifyRequest, maxBytes: number): Promise<void> {
  const place = placeOf(pathOf(request));
  if (place.kind === 'version') {
    throw new MlflowError('BAD_REQUEST', 'Files of registered versions are not written here.');
  }
  const { body } = request;
  const length = Number(request.headers['content-length'] ?? NaN);
  if (length > maxBytes) throw tooLarge(maxBytes);
  if (!(body instanceof Readable)) {
    await stores.objects.put(place.key, new Uint8Array());
    return;
  }
  const size = Number.isSafeInteger(length) ? { size: length } : {};
  await stores.objects.put(place.key, body.pipe(limited(body, maxBytes)), size);
}

/** Passes bytes on until there are too many, and fails when its source does. */
function limited(source: Readable, maxBytes: number): Transform {
  let seen = 0;
  const transform = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      seen += chunk.byteLength;
      if (seen > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
  source.once('error', (error) => transform.destroy(error));
  source.once('aborted', () => transform.destroy(new Error('The upload was broken off.')));
  return transform;
}

async function download(
  stores: Stores,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const path = pathOf(request);
  const place = placeOf(path);
  const file = path.slice(path.lastIndexOf('/') + 1);
  void reply
    .header('content-type', 'application/octet-stream')
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file)}`);
  if (place.kind === 'object') return sendObject(stores, place.key, reply);
  const row = await foundVersion(stores, place.name, place.version);
  const found = versionFiles(row).find(({ name }) => name === place.file);
  if (found === undefined) throw missing('No such artifact.');
  if ('text' in found) return reply.send(Buffer.from(found.text));
  return sendObject(stores, found.key, reply);
}

async function sendObject(
  { objects }: Stores,
  key: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const facts = await objects.head(key);
  if (facts === undefined) throw missing('No such artifact.');
  void reply.header('content-length', facts.size);
  return reply.send(await objects.stream(key));
}

function pathOf({ params }: FastifyRequest): string {
  return z.object({ '*': Name }).parse(params)['*'];
}

function tooLarge(maxBytes: number): MlflowError {
  return new MlflowError('BAD_REQUEST', `The artifact is larger than ${maxBytes} bytes.`);
}
