import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCode } from './object-error.ts';
import type { ObjectStore } from './object-store.ts';

/** What every object store has to keep. `open` gives an empty store. */
export interface ObjectStoreSubject {
  readonly open: () => Promise<{ readonly store: ObjectStore; close(): Promise<void> }>;
  /** Bytes of the large object, and how far memory may grow meanwhile; left out: no such test. */
  readonly large?: { readonly bytes: number; readonly maxGrowthBytes: number };
}

/** Runs the contract against one store. */
export function describeObjectStore(name: string, subject: ObjectStoreSubject): void {
  describe(`object store: ${name}`, () => {
    let opened: Awaited<ReturnType<ObjectStoreSubject['open']>> | undefined;
    const store = (): ObjectStore => {
      if (opened === undefined) throw new Error('The store is not open.');
      return opened.store;
    };
    beforeAll(async () => {
      opened = await subject.open();
    });
    afterAll(async () => opened?.close());
    readsAndWrites(store);
    conditionalWrites(store);
    ranges(store);
    keysAndListings(store);
    if (subject.large !== undefined) largeObjects(store, subject.large);
  });
}

type Current = () => ObjectStore;

function readsAndWrites(store: Current): void {
  it('gives back the bytes that were put, and replaces them', async () => {
    await store().put('rw/a.bin', bytes('one'));
    const facts = await store().put('rw/a.bin', bytes('second'));
    expect(text(await store().get('rw/a.bin'))).toBe('second');
    expect(facts).toMatchObject({ key: 'rw/a.bin', size: 6 });
    expect(facts.etag).not.toBe('');
  });

  it('gives back all 256 byte values and an empty object unchanged', async () => {
    const all = Uint8Array.from({ length: 256 }, (_, value) => value);
    await store().put('rw/all', all);
    await store().put('rw/empty', new Uint8Array());
    expect([...(await store().get('rw/all'))]).toEqual([...all]);
    expect(await store().get('rw/empty')).toHaveLength(0);
    expect(await store().head('rw/empty')).toMatchObject({ size: 0 });
  });

  it('takes a stream, and reads as one', async () => {
    await store().put('rw/stream', Readable.from([bytes('a'), bytes('bc')], { objectMode: false }));
    expect(await collected(await store().stream('rw/stream'))).toBe('abc');
  });

  it('makes no object of a stream that breaks off', async () => {
    const broken = Readable.from(
      (function* () {
        yield bytes('half');
        throw new Error('the source broke');
      })(),
      { objectMode: false },
    );
    await expect(store().put('rw/broken', broken)).rejects.toThrow('the source broke');
    expect(await store().head('rw/broken')).toBeUndefined();
  });

  it('makes no object of a body that is not of the size it was said to be', async () => {
    const short = store().put('rw/short', Readable.from([bytes('abc')]), { size: 4 });
    await expect(short).rejects.toThrow(/had 3 bytes; expected 4/);
    expect(await store().head('rw/short')).toBeUndefined();
  });

  it('says OBJECT_MISSING for what is not there, and nothing on deleting it', async () => {
    expect(await codeOf(store().get('rw/none'))).toBe('OBJECT_MISSING');
    expect(await codeOf(store().stream('rw/none'))).toBe('OBJECT_MISSING');
    expect(await codeOf(store().get('rw/none', { start: 0, end: 0 }))).toBe('OBJECT_MISSING');
    expect(await store().head('rw/none')).toBeUndefined();
    await store().put('rw/gone', bytes('x'));
    await store().delete('rw/gone');
    await store().delete('rw/gone');
    expect(await store().head('rw/gone')).toBeUndefined();
  });

  it('tells size, tag and time of an object', async () => {
    const put = await store().put('rw/facts', bytes('12345'));
    const head = await store().head('rw/facts');
    expect(head).toMatchObject({ key: 'rw/facts', size: 5, etag: put.etag });
    expect(Math.abs((head?.modified.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });
}

function conditionalWrites(store: Current): void {
  it('refuses a second write with onlyIfAbsent and keeps the first', async () => {
    await store().put('cond/a', bytes('first'), { onlyIfAbsent: true });
    const again = store().put('cond/a', bytes('second'), { onlyIfAbsent: true });
    expect(await codeOf(again)).toBe('OBJECT_EXISTS');
    expect(text(await store().get('cond/a'))).toBe('first');
  });

  it('lets exactly one of 20 writers at once have a key', async () => {
    const writers = Array.from({ length: 20 }, (_, writer) =>
      store()
        .put('cond/race', bytes(`writer ${writer}`), { onlyIfAbsent: true })
        .then(() => writer, errorCode),
    );
    const answers = await Promise.all(writers);
    const winners = answers.filter((answer) => typeof answer === 'number');
    expect(answers.filter((answer) => answer === 'OBJECT_EXISTS')).toHaveLength(19);
    expect(text(await store().get('cond/race'))).toBe(`writer ${winners[0]}`);
  });

  it('lets a key that was deleted be taken again', async () => {
    await store().put('cond/again', bytes('1'), { onlyIfAbsent: true });
    await store().delete('cond/again');
    await store().put('cond/again', bytes('2'), { onlyIfAbsent: true });
    expect(text(await store().get('cond/again'))).toBe('2');
  });

  it('passes its own test and leaves nothing behind', async () => {
    await store().selfTest();
    expect(await store().list('selftest/')).toEqual([]);
  });
}

function ranges(store: Current): void {
  it('reads ranges: inside, over the end, behind the end, of no length', async () => {
    await store().put('range/a', bytes('0123456789'));
    const read = async (start: number, end: number): Promise<string> =>
      text(await store().get('range/a', { start, end }));
    expect(await read(0, 1)).toBe('0');
    expect(await read(3, 7)).toBe('3456');
    expect(await read(8, 99)).toBe('89');
    expect(await read(10, 20)).toBe('');
    expect(await read(500, 501)).toBe('');
    expect(await read(4, 4)).toBe('');
    expect(await collected(await store().stream('range/a', { start: 2, end: 5 }))).toBe('234');
    expect(await collected(await store().stream('range/a', { start: 50, end: 55 }))).toBe('');
  });

  it('refuses what is no range', async () => {
    await store().put('range/b', bytes('x'));
    await expect(store().get('range/b', { start: 2, end: 1 })).rejects.toThrow(RangeError);
    await expect(store().get('range/b', { start: -1, end: 1 })).rejects.toThrow(RangeError);
    await expect(store().get('range/b', { start: 0.5, end: 1 })).rejects.toThrow(RangeError);
  });
}

const ODD_KEYS = [
  'odd/plain',
  'odd/fold[3].candidate[1].train',
  'odd/with space',
  'odd/plus+and&and=and%20and%2F',
  'odd/quote\'double"and`back',
  'odd/hash#question?semi;colon:at@',
  'odd/(parens){braces}<angles>|pipe^caret~tilde$dollar!star*comma,',
  'odd/grüße/日本語/😀',
  'odd/a-b',
  'odd/a.b',
  'odd/a/b',
  'odd/a0b',
  'odd/-dash',
  `odd/${'long'.repeat(60)}`,
];

function keysAndListings(store: Current): void {
  it('keeps keys with odd but legal characters apart and lists them in byte order', async () => {
    for (const key of ODD_KEYS) await store().put(key, bytes(key));
    for (const key of ODD_KEYS) expect(text(await store().get(key))).toBe(key);
    const listed = (await store().list('odd/')).map(({ key }) => key);
    expect(listed).toEqual([...ODD_KEYS].sort((a, b) => Buffer.compare(bytes(a), bytes(b))));
  });

  it('lists by prefix, behind a key, and up to a limit', async () => {
    const keys = ['p/1', 'p/10', 'p/2/x', 'p/2/y', 'p/3', 'q/1'];
    for (const key of keys) await store().put(`list/${key}`, bytes('x'));
    const list = async (prefix: string, after?: string, limit?: number): Promise<string[]> => {
      const options = {
        ...(after !== undefined && { after }),
        ...(limit !== undefined && { limit }),
      };
      return (await store().list(prefix, options)).map(({ key }) => key.slice('list/'.length));
    };
    expect(await list('list/p/')).toEqual(keys.slice(0, 5));
    expect(await list('list/p/1')).toEqual(['p/1', 'p/10']);
    expect(await list('list/p/2/')).toEqual(['p/2/x', 'p/2/y']);
    expect(await list('list/p/', 'list/p/10')).toEqual(['p/2/x', 'p/2/y', 'p/3']);
    expect(await list('list/p/', 'list/p/2/x', 2)).toEqual(['p/2/y', 'p/3']);
    expect(await list('list/', undefined, 3)).toEqual(['p/1', 'p/10', 'p/2/x']);
    expect(await list('list/none')).toEqual([]);
    expect((await store().list('list/q/'))[0]).toMatchObject({ size: 1 });
  });

  it('lists more keys than one page of S3 holds', async () => {
    const keys = Array.from(
      { length: 1100 },
      (_, index) => `many/${String(index).padStart(5, '0')}`,
    );
    for (let start = 0; start < keys.length; start += 50) {
      await Promise.all(keys.slice(start, start + 50).map((key) => store().put(key, bytes('x'))));
    }
    const listed = (await store().list('many/', { limit: 5000 })).map(({ key }) => key);
    expect(listed).toEqual(keys);
    expect(await store().list('many/')).toHaveLength(1000);
  }, 120_000);

  it('refuses keys that could leave the store or that some store cannot keep', async () => {
    const bad = ['', '/a', 'a/', 'a//b', '..', 'a/../b', './a', '.hidden', 'a/.b', 'a\0b', 'a\\b'];
    for (const key of [...bad, 'a\nb', 'a\u0085b', '\ud800', 'x'.repeat(256), 'a/'.repeat(513)]) {
      expect(await codeOf(store().put(key, bytes('x'))), JSON.stringify(key)).toBe('OBJECT_KEY');
      expect(await codeOf(store().get(key))).toBe('OBJECT_KEY');
      expect(await codeOf(store().head(key))).toBe('OBJECT_KEY');
      expect(await codeOf(store().delete(key))).toBe('OBJECT_KEY');
    }
    expect(await codeOf(store().list('a/../'))).toBe('OBJECT_KEY');
  });
}

function largeObjects(
  store: Current,
  { bytes: total, maxGrowthBytes }: { readonly bytes: number; readonly maxGrowthBytes: number },
): void {
  const long = total >= 2 ** 30 ? ' (long)' : '';
  it(`streams ${total / 2 ** 20} MiB in and out with the same sha256 and flat memory${long}`, async () => {
    const before = process.memoryUsage().rss;
    let peak = before;
    const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
    const sent = createHash('sha256');
    const source = Readable.from(
      patternOf(total, (chunk) => sent.update(chunk)),
      {
        objectMode: false,
      },
    );
    await store().put('large/object', source, { onlyIfAbsent: true });
    const received = createHash('sha256');
    const stream: AsyncIterable<Buffer> = await store().stream('large/object');
    for await (const chunk of stream) received.update(chunk);
    clearInterval(sampler);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
    expect(await store().head('large/object')).toMatchObject({ size: total });
    expect(peak - before).toBeLessThan(maxGrowthBytes);
  }, 300_000);

  it('reads a range in the middle of a large object, and refuses to write it again', async () => {
    const start = Math.floor(total / 2) + 5;
    const part = await store().get('large/object', { start, end: start + 16 });
    expect(part).toHaveLength(16);
    const again = store().put('large/object', Readable.from(patternOf(24 * 2 ** 20, () => {})), {
      onlyIfAbsent: true,
    });
    expect(await codeOf(again)).toBe('OBJECT_EXISTS');
    expect(await store().head('large/object')).toMatchObject({ size: total });
    await store().delete('large/object');
  }, 120_000);
}

/** Bytes that differ from megabyte to megabyte, so that swapped parts would show. */
function* patternOf(total: number, seen: (chunk: Buffer) => void): Generator<Buffer> {
  const size = 2 ** 20;
  for (let start = 0; start < total; start += size) {
    const chunk = Buffer.alloc(Math.min(size, total - start), start % 251);
    chunk.writeDoubleLE(start, 0);
    seen(chunk);
    yield chunk;
  }
}

function bytes(value: string): Buffer {
  return Buffer.from(value);
}

function text(value: Uint8Array): string {
  return Buffer.from(value).toString();
}

async function collected(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(() => undefined, errorCode);
}
