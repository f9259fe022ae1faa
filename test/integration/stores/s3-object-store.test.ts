import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeObjectStore } from '../../../stores/objects/object-store.contract.ts';
import { openObjectStore } from '../../../stores/objects/open-object-store.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import { findProgram, missingProgram } from '../../servers/s3/find-program.ts';
import { startMeddlingProxy, type Meddling } from '../../servers/s3/meddling-proxy.ts';
import {
  MINIO,
  startS3Server,
  VERSITYGW,
  type S3Program,
  type TestS3Server,
} from '../../servers/s3/s3-server.ts';

const MEBIBYTE = 2 ** 20;
/** `npm run test:long` takes a gibibyte. */
const LARGE = (process.env['PERDURE_SLOW'] === '1' ? 1024 : 384) * MEBIBYTE;

for (const program of [MINIO, VERSITYGW]) {
  if (findProgram(program.name) === undefined) {
    it.skip(`object store on ${program.name}: ${missingProgram(program.name)}`, () => {});
    continue;
  }
  describeObjectStore(`S3 on ${program.name}`, {
    open: async () => {
      const server = await startS3Server(program);
      const store = await openObjectStore('s3://perdure-test/some/prefix', server.access);
      return { store, close: () => server.stop() };
    },
    large: { bytes: LARGE, maxGrowthBytes: 250 * MEBIBYTE },
  });
  describe(`S3 on ${program.name}, with a proxy that spoils requests`, () => spoiled(program));
}

function spoiled(program: S3Program): void {
  let server: TestS3Server;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    server = await startS3Server(program);
  });
  afterAll(async () => {
    for (const close of closing) await close();
    await server.stop();
  });
  const through = async (meddling: Meddling): Promise<ObjectStore> => {
    const proxy = await startMeddlingProxy(server.access.endpoint, meddling);
    closing.push(() => proxy.stop());
    return openObjectStore('s3://spoiled', { ...server.access, endpoint: proxy.endpoint });
  };
  const once = (
    matches: (method: string, url: string) => boolean,
  ): Required<Meddling>['loseAnswer'] => {
    let lost = false;
    return ({ method = '', url = '' }) => !lost && matches(method, url) && (lost = true);
  };
  const isPut = (method: string, url: string): boolean =>
    method === 'PUT' && !url.includes('uploadId') && url.includes('/lost');
  const isComplete = (method: string, url: string): boolean =>
    method === 'POST' && url.includes('uploadId');
  const big = Buffer.alloc(9 * MEBIBYTE, 'b');

  it('passes the self test through a proxy that spoils nothing', async () => {
    await (await through({})).selfTest();
  });

  /**
   * Seen from outside, a server that takes the object away before a conditional write is one that
   * ignores the condition. (The header itself is signed, so a proxy cannot drop it.)
   */
  const ignoringConditionOf = (ignored: string): Meddling => ({
    before: async ({ method, url = '', headers }) => {
      if (method !== ignored || headers['if-none-match'] === undefined) return;
      const direct = await openObjectStore('s3://spoiled', server.access);
      const { pathname } = new URL(url, server.access.endpoint);
      await direct.delete(decodeURIComponent(pathname.slice('/spoiled/'.length)));
    },
  });

  it('refuses a server that ignores If-None-Match on PUT', async () => {
    const store = await through(ignoringConditionOf('PUT'));
    await expect(store.selfTest()).rejects.toMatchObject({
      code: 'OBJECT_STORE_UNFIT',
      message: expect.stringContaining('If-None-Match on a PUT') as string,
    });
  });

  it('refuses a server that ignores If-None-Match on the Complete of an upload in parts', async () => {
    const store = await through(ignoringConditionOf('POST'));
    await expect(store.selfTest()).rejects.toMatchObject({
      code: 'OBJECT_STORE_UNFIT',
      message: expect.stringContaining('CompleteMultipartUpload') as string,
    });
  });

  it('knows its own conditional write again when the answer was lost', async () => {
    const store = await through({ loseAnswer: once(isPut) });
    await store.put('lost/mine', Buffer.from('mine'), { onlyIfAbsent: true });
    const other = store.put('lost/mine', Buffer.from('other'), { onlyIfAbsent: true });
    await expect(other).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
  });

  it('does not take a key of somebody else for its own when the answer was lost', async () => {
    const direct = await openObjectStore('s3://spoiled', server.access);
    await direct.put('lost/theirs', Buffer.from('theirs'));
    const store = await through({ loseAnswer: once(isPut) });
    const mine = store.put('lost/theirs', Buffer.from('mine'), { onlyIfAbsent: true });
    await expect(mine).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
    expect(Buffer.from(await direct.get('lost/theirs')).toString()).toBe('theirs');
  });

  it('knows its own upload in parts again when the answer to Complete was lost', async () => {
    const store = await through({ loseAnswer: once(isComplete) });
    const facts = await store.put('lost/parts', big, { onlyIfAbsent: true });
    expect(await store.head('lost/parts')).toMatchObject({ size: big.length, etag: facts.etag });
    const other = store.put('lost/parts', Buffer.alloc(9 * MEBIBYTE, 'c'), { onlyIfAbsent: true });
    await expect(other).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
  });

  it('tries again after 503 and 409, and gives up after some', async () => {
    const statuses = [503, 409, 503];
    const busy = await through({
      answer: ({ method, url = '' }) =>
        method === 'PUT' && url.includes('/busy') ? statuses.shift() : undefined,
    });
    await busy.put('busy/a', Buffer.from('x'), { onlyIfAbsent: true });
    expect(statuses).toEqual([]);
    const down = await through({
      answer: ({ method, url = '' }) =>
        method === 'PUT' && url.includes('/down') ? 503 : undefined,
    });
    await expect(down.put('down/a', Buffer.from('x'))).rejects.toThrow(/503/);
  }, 60_000);

  it('leaves no upload open when a source breaks off', async () => {
    const store = await openObjectStore('s3://spoiled', server.access);
    const { Readable } = await import('node:stream');
    const source = Readable.from(
      (function* () {
        yield big;
        throw new Error('the source broke');
      })(),
    );
    await expect(store.put('broken/parts', source)).rejects.toThrow('the source broke');
    expect(await openUploads(server, 'spoiled')).toBe(0);
  });

  it('says what is wrong with wrong keys to the server, without showing them', async () => {
    const access = { ...server.access, secretAccessKey: 'wrong-secret-wrong-secret' };
    const opened = openObjectStore('s3://spoiled', access);
    await expect(opened).rejects.not.toThrow('wrong-secret');
    await expect(opened).rejects.toThrow();
  });
}

async function openUploads({ access }: TestS3Server, bucket: string): Promise<number> {
  const { s3Client } = await import('../../../stores/objects/s3-client.ts');
  const uploads = s3Client(access).listIncompleteUploads(bucket, '', true);
  let count = 0;
  for await (const _ of uploads as AsyncIterable<unknown>) count += 1;
  return count;
}
