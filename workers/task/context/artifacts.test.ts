import { createHash } from 'node:crypto';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openObjectStore } from '../../../stores/objects/open-object-store.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import { makeArtifacts } from './make-artifacts.ts';

const MEBIBYTE = 1024 ** 2;
let folder: string;
let objects: ObjectStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'perdure-artifacts-test-'));
  objects = await openObjectStore(pathToFileURL(join(folder, 'store')).href);
});
afterEach(async () => {
  await objects.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Chunks of one mebibyte, each unlike the others. */
function* chunks(count: number): Generator<Uint8Array> {
  for (let at = 0; at < count; at++) yield Buffer.alloc(MEBIBYTE, `chunk ${at} `);
}

async function hashOf(data: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of data) hash.update(chunk);
  return hash.digest('hex');
}

describe('artifacts from files and streams', () => {
  it('are one object with those from memory when their bytes are the same', async () => {
    const artifacts = makeArtifacts(objects);
    const path = join(folder, 'report.txt');
    await writeFile(path, 'hello');
    const fromMemory = await artifacts.put('a', 'hello');
    const fromFile = await artifacts.putFile('b', path);
    const fromStream = await artifacts.putStream('c', Readable.from([Buffer.from('hello')]));
    expect(new Set([fromMemory, fromFile, fromStream].map(({ sha256 }) => sha256)).size).toBe(1);
    expect(await objects.list('data/')).toHaveLength(1);
    await artifacts.getFile(fromMemory.uri, join(folder, 'copy.txt'));
    expect(await readFile(join(folder, 'copy.txt'), 'utf8')).toBe('hello');
  });

  it('of 96 MiB pass through with a small part of that in memory', async () => {
    const artifacts = makeArtifacts(objects);
    const path = join(folder, 'large.bin');
    await pipeline(Readable.from(chunks(96)), createWriteStream(path));
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 5);
    const { uri, sha256 } = await artifacts.putFile('large', path);
    await artifacts.getFile(uri, join(folder, 'again.bin'));
    expect(await hashOf(artifacts.getStream(uri))).toBe(sha256);
    clearInterval(watch);
    expect((await stat(join(folder, 'again.bin'))).size).toBe(96 * MEBIBYTE);
    expect(most).toBeLessThan(48 * MEBIBYTE);
  });

  it('that were changed in the store give a named failure and no file', async () => {
    const artifacts = makeArtifacts(objects);
    const { uri } = await artifacts.put('a', 'hello');
    const [object] = await objects.list('data/');
    await objects.put(object?.key ?? '', Buffer.from('hallo'));
    const target = join(folder, 'copy.txt');
    const tampered = { fault: { type: 'TamperedObject', retry: false } };
    await expect(artifacts.getFile(uri, target)).rejects.toMatchObject(tampered);
    await expect(hashOf(artifacts.getStream(uri))).rejects.toMatchObject(tampered);
    expect(await readdir(folder)).toEqual(['store']);
  });

  it('leave no temporary files, also when a reader stops half way', async () => {
    const artifacts = makeArtifacts(objects);
    const { uri } = await artifacts.putStream('a', Readable.from(chunks(2)));
    const mine = async (): Promise<readonly string[]> =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('perdure-artifact-'));
    const before = await mine();
    for await (const chunk of artifacts.getStream(uri)) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
    expect(await mine()).toEqual(before);
  });
});
