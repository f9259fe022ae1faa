import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { NewCacheEntry, OutputCache } from './output-cache.ts';

const LEASE_MS = 60_000;

/** What every output cache has to keep: C1 to C3. */
export function describeOutputCache(name: string, cache: () => OutputCache): void {
  describe(`output cache: ${name}`, () => {
    describeFill(cache);
    describeLeases(cache);
    describeEnds(cache);
  });
}

function describeFill(cache: () => OutputCache): void {
  it('is filled by one, and hit by all who come later', async () => {
    const key = newKey();
    expect(await cache().begin(key, 'a', LEASE_MS)).toEqual({ kind: 'fill' });
    expect(await cache().begin(key, 'b', LEASE_MS)).toEqual({ kind: 'wait' });
    expect(await cache().fill(key, 'a', entry())).toBe(true);
    const hit = await cache().begin(key, 'b', LEASE_MS);
    expect(hit).toMatchObject({ kind: 'hit', entry: entry() });
    // Filled already, and the answer was lost.
    expect(await cache().fill(key, 'a', entry('other'))).toBe(true);
    expect(await cache().begin(key, 'a', LEASE_MS)).toEqual(hit);
  });

  it('lets exactly one of eight contenders fill, round after round', async () => {
    for (let round = 0; round < 10; round += 1) {
      const key = newKey();
      const filled: string[] = [];
      const contend = async (owner: string): Promise<unknown> => {
        for (;;) {
          const answer = await cache().begin(key, owner, LEASE_MS);
          if (answer.kind === 'hit') return answer.entry.output;
          if (answer.kind === 'wait') {
            await sleep(5);
            continue;
          }
          filled.push(owner);
          await sleep(10);
          expect(await cache().fill(key, owner, entry(owner))).toBe(true);
        }
      };
      const seen = await Promise.all(Array.from({ length: 8 }, (_, index) => contend(`w${index}`)));
      expect(filled).toHaveLength(1);
      expect(seen).toEqual(seen.map(() => entry(filled[0]).output));
    }
  });

  it('is free again when its filler gives up', async () => {
    const key = newKey();
    await cache().begin(key, 'a', LEASE_MS);
    await cache().release(key, 'b');
    expect(await cache().begin(key, 'b', LEASE_MS)).toEqual({ kind: 'wait' });
    await cache().release(key, 'a');
    expect(await cache().begin(key, 'b', LEASE_MS)).toEqual({ kind: 'fill' });
  });
}

function describeLeases(cache: () => OutputCache): void {
  it('passes from a filler that is not heard of to exactly one other', async () => {
    const key = newKey();
    await cache().begin(key, 'dead', 30);
    await sleep(60);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => cache().begin(key, `w${index}`, LEASE_MS)),
    );
    expect(answers.map(({ kind }) => kind).sort()).toEqual([
      'fill',
      ...Array<string>(7).fill('wait'),
    ]);
    const heir = `w${answers.findIndex(({ kind }) => kind === 'fill')}`;
    expect(await cache().extend(key, 'dead', LEASE_MS)).toBe(false);
    expect(await cache().fill(key, 'dead', entry('zombie'))).toBe(false);
    await cache().release(key, 'dead');
    expect(await cache().extend(key, heir, LEASE_MS)).toBe(true);
    expect(await cache().fill(key, heir, entry('heir'))).toBe(true);
    expect(await cache().begin(key, 'x', LEASE_MS)).toMatchObject({ entry: entry('heir') });
  });

  it('stays with a filler that is heard of, and with one that asks again', async () => {
    const key = newKey();
    await cache().begin(key, 'a', 1_000);
    for (let times = 0; times < 4; times += 1) {
      // Together longer than the lease that the filler took at first.
      await sleep(300);
      expect(await cache().extend(key, 'a', 1_000)).toBe(true);
      expect(await cache().begin(key, 'b', LEASE_MS)).toEqual({ kind: 'wait' });
    }
    expect(await cache().begin(key, 'a', LEASE_MS)).toEqual({ kind: 'fill' });
    expect(await cache().begin(key, 'b', LEASE_MS)).toEqual({ kind: 'wait' });
  });

  it('takes a late fill as long as nobody else has begun', async () => {
    const key = newKey();
    await cache().begin(key, 'slow', 5);
    await sleep(20);
    expect(await cache().fill(key, 'slow', entry())).toBe(true);
    expect(await cache().extend(key, 'slow', 5)).toBe(false);
  });
}

function describeEnds(cache: () => OutputCache): void {
  it('forgets an entry at its end', async () => {
    const key = newKey();
    await cache().begin(key, 'a', LEASE_MS);
    await cache().fill(key, 'a', { ...entry(), expiresAt: new Date(Date.now() - 1_000) });
    expect(await cache().begin(key, 'b', LEASE_MS)).toEqual({ kind: 'fill' });
    expect(await cache().fill(key, 'a', entry('late'))).toBe(false);
    expect(await cache().fill(key, 'b', entry('new'))).toBe(true);
    expect(await cache().begin(key, 'c', LEASE_MS)).toMatchObject({ entry: entry('new') });
  });

  it('drops an entry whose object is gone, but never a fill that is under way', async () => {
    const key = newKey();
    await cache().begin(key, 'a', LEASE_MS);
    await cache().drop(key);
    expect(await cache().begin(key, 'b', LEASE_MS)).toEqual({ kind: 'wait' });
    await cache().fill(key, 'a', entry());
    await cache().drop(key);
    await cache().drop(key);
    expect(await cache().begin(key, 'b', LEASE_MS)).toEqual({ kind: 'fill' });
  });
}

let count = 0;
function newKey(): string {
  count += 1;
  return `cache-${process.pid}-${Date.now()}-${count}`;
}

function entry(by = 'a'): NewCacheEntry {
  const output = { kind: 'inline', value: { by, nul: '\u0000' } };
  return { output, expiresAt: null, origin: { dagId: 'd', runId: 'r', path: `train[${by}]` } };
}
