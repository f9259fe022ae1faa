import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileObjectStore } from './file-object-store.ts';
import { describeObjectStore } from './object-store.contract.ts';
import { openObjectStore } from './open-object-store.ts';

const MEBIBYTE = 2 ** 20;
/** `npm run test:long` takes a gibibyte. */
const LARGE = (process.env['PERDURE_SLOW'] === '1' ? 1024 : 384) * MEBIBYTE;

describeObjectStore('files', {
  open: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'perdure-objects-'));
    const store = await FileObjectStore.open(join(folder, 'store'));
    return { store, close: () => rm(folder, { recursive: true, force: true }) };
  },
  large: { bytes: LARGE, maxGrowthBytes: 150 * MEBIBYTE },
});

describe('object store in files', () => {
  let folder = '';
  let root = '';
  let store: FileObjectStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'perdure-objects-'));
    root = join(folder, 'store');
    store = await FileObjectStore.open(root);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps files 0600 and folders 0700, whatever the umask lets through', async () => {
    const before = process.umask(0);
    try {
      const open = await FileObjectStore.open(join(folder, 'open'));
      await open.put('a/b/c', Buffer.from('x'));
    } finally {
      process.umask(before);
    }
    const mode = async (path: string): Promise<number> =>
      (await stat(join(folder, 'open', path))).mode & 0o777;
    expect(await mode('a/b/c')).toBe(0o600);
    for (const path of ['', 'a', 'a/b', '.parts']) expect(await mode(path), path).toBe(0o700);
  });

  it('follows no link out of the root: neither folder nor file', async () => {
    const outside = join(folder, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'secret'), 'secret');
    await symlink(outside, join(root, 'linked'));
    await mkdir(join(root, 'real'));
    await symlink(join(outside, 'secret'), join(root, 'real', 'file'));
    const refused = { code: 'OBJECT_KEY' };
    await expect(store.put('linked/new', Buffer.from('x'))).rejects.toMatchObject(refused);
    await expect(store.put('linked/deep/new', Buffer.from('x'))).rejects.toMatchObject(refused);
    await expect(store.get('linked/secret')).rejects.toMatchObject(refused);
    await expect(store.head('linked/secret')).rejects.toMatchObject(refused);
    await expect(store.delete('linked/secret')).rejects.toMatchObject(refused);
    await expect(store.get('real/file')).rejects.toMatchObject(refused);
    await expect(store.head('real/file')).rejects.toMatchObject(refused);
    expect(await store.list('')).toEqual([]);
    expect(await readdir(outside)).toEqual(['secret']);
  });

  it('replaces a link at the key itself and leaves its target alone', async () => {
    await writeFile(join(folder, 'target'), 'untouched');
    await symlink(join(folder, 'target'), join(root, 'key'));
    await store.put('key', Buffer.from('object'));
    expect(Buffer.from(await store.get('key')).toString()).toBe('object');
    expect(await readFile(join(folder, 'target'), 'utf8')).toBe('untouched');
  });

  it('shows nothing under a key whose writer was killed in the middle', async () => {
    const module = new URL('./file-object-store.ts', import.meta.url).href;
    const script = `
      const { FileObjectStore } = await import(${JSON.stringify(module)});
      const { Readable } = await import('node:stream');
      const store = await FileObjectStore.open(${JSON.stringify(root)});
      async function* endless() {
        for (;;) { yield Buffer.alloc(65536); await new Promise((wake) => setTimeout(wake, 5)); }
      }
      await store.put('half', Readable.from(endless(), { objectMode: false }));`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const written = async (): Promise<number> => {
      const [name] = await readdir(join(root, '.parts'));
      return name === undefined ? 0 : (await stat(join(root, '.parts', name))).size;
    };
    await expect.poll(written, { timeout: 25_000 }).toBeGreaterThan(200_000);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await store.head('half')).toBeUndefined();
    expect(await store.list('')).toEqual([]);
    await store.put('half', Buffer.from('whole'), { onlyIfAbsent: true });
  });

  it('says so when a key would have to be a file and a folder at once', async () => {
    await store.put('a/b', Buffer.from('x'));
    await expect(store.put('a', Buffer.from('x'))).rejects.toMatchObject({ code: 'OBJECT_KEY' });
    await expect(store.put('a/b/c', Buffer.from('x'))).rejects.toMatchObject({
      code: 'OBJECT_KEY',
    });
    expect(await readdir(join(root, '.parts'))).toEqual([]);
  });

  it('removes parts that a killed process left a day ago, and only those', async () => {
    const [old, fresh] = [join(root, '.parts', 'old'), join(root, '.parts', 'fresh')];
    await writeFile(old, 'x');
    await writeFile(fresh, 'x');
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(old, yesterday, yesterday);
    await FileObjectStore.open(root);
    expect(await readdir(join(root, '.parts'))).toEqual(['fresh']);
  });

  it('opens from its address, and shows that as its location', async () => {
    const opened = await openObjectStore(store.location);
    await store.put('k', Buffer.from('x'));
    expect(await opened.head('k')).toMatchObject({ size: 1 });
    expect(store.location).toMatch(/^file:\/\/\//);
    await expect(openObjectStore('ftp://host/x')).rejects.toThrow(/Expected file:/);
  });
});
