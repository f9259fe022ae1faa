import { expect, it } from 'vitest';
import { claim, completion, fence, newKey } from './claim-sample.ts';
import type { RunStore } from './run-store.ts';

/** Many completions at one time. */
export function describeTogether(store: () => RunStore): void {
  it('keeps each of many completions in its own row, with its own attempt', async () => {
    const keys = Array.from({ length: 250 }, () => newKey());
    const outputs = keys.map((_, index) => ({ kind: 'inline', value: `text \\ " ${index} é` }));
    const kept = await Promise.all(
      keys.map((key, index) =>
        store().complete(key, fence(1), { ...completion(1), output: outputs[index] ?? null }),
      ),
    );
    expect(kept.every(Boolean)).toBe(true);
    const rows = await Promise.all(keys.map((key) => store().getInstance(key)));
    expect(rows.map((row) => row?.output)).toEqual(outputs);
    expect(rows[7]).toMatchObject({ state: 'success', tryNumber: 1, mapIndex: [3, 1] });
    const [first = newKey()] = keys;
    expect(await store().listAttempts(first)).toHaveLength(1);
  });

  it('refuses the stale ones among many and keeps the others', async () => {
    const keys = Array.from({ length: 40 }, () => newKey());
    const stale = keys.filter((_, index) => index % 4 === 0);
    await Promise.all(stale.map((key) => store().claim(key, claim(2))));
    const kept = await Promise.all(
      keys.map((key) => store().complete(key, fence(1), completion(1))),
    );
    expect(kept).toEqual(keys.map((key) => !stale.includes(key)));
    const states = await Promise.all(keys.map(async (key) => store().getInstance(key)));
    expect(states.map((row) => row?.state)).toEqual(
      keys.map((key) => (stale.includes(key) ? 'running' : 'success')),
    );
  });

  it('keeps exactly one of two attempts of one instance that end at once', async () => {
    const others = Array.from({ length: 8 }, () => newKey());
    const key = newKey();
    const ends = [
      ...others.map((other) => store().complete(other, fence(1), completion(1))),
      store().complete(key, fence(2), completion(2)),
      store().complete(key, fence(1), completion(1)),
    ];
    const kept = await Promise.all(ends);
    expect(kept.slice(0, 8)).toEqual(others.map(() => true));
    expect(kept.slice(8).filter(Boolean)).toHaveLength(1);
  });

  it('one completion that cannot be written takes no other with it', async () => {
    const keys = Array.from({ length: 20 }, () => newKey());
    const wrong = { ...completion(1), startedAt: new Date(Number.NaN) };
    const ends = keys.map((key, index) =>
      store()
        .complete(key, fence(1), index === 11 ? wrong : completion(1))
        .catch(() => 'thrown'),
    );
    const kept = await Promise.all(ends);
    expect(kept.filter((end, index) => index !== 11 && end !== true)).toEqual([]);
  });
}
