import { expect, it } from 'vitest';
import { claim, completion, failure, fence, newKey, pointer } from './claim-sample.ts';
import type { RunStore } from './run-store.ts';

/** A write of an older fence changes nothing. */
export function describeFences(store: () => RunStore): void {
  it('refuses every write of an older fence once a newer one owns the instance', async () => {
    const key = newKey();
    await store().claim(key, claim(1));
    await store().claim(key, claim(2));
    expect(await store().complete(key, fence(1), completion(1))).toBe(false);
    expect(await store().recordFailure(key, fence(1), failure(1))).toBe(false);
    expect(await store().saveCheckpoint(key, fence(1), pointer(1))).toBe(false);
    const fenced = { kind: 'fenced', owner: fence(2) };
    expect(await store().claim(key, claim(1))).toEqual(fenced);
    expect(await store().getInstance(key)).toMatchObject({ state: 'running', tryNumber: 2 });
    expect(await store().loadCheckpoint(key)).toBeUndefined();
    expect(await store().complete(key, fence(2), completion(2))).toBe(true);
    expect(await store().complete(key, fence(1), completion(1))).toBe(false);
  });

  it('does not let a failure undo a completion', async () => {
    const key = newKey();
    await store().complete(key, fence(1), completion(1));
    expect(await store().recordFailure(key, fence(1), failure(1))).toBe(false);
    expect(await store().recordFailure(key, fence(2), failure(2))).toBe(false);
    expect(await store().getInstance(key)).toMatchObject({ state: 'success', error: null });
  });

  it('orders fences by generation first: a cleared instance is done anew', async () => {
    const key = newKey();
    await store().claim(key, claim(7));
    await store().complete(key, fence(7), completion(7));
    const again = { ...claim(1), fence: fence(1, 2) };
    expect(await store().claim(key, again)).toEqual({ kind: 'claimed', tryNumber: 2 });
    expect(await store().getInstance(key)).toMatchObject({ state: 'running', output: null });
    expect(await store().claim(key, claim(8))).toEqual({ kind: 'fenced', owner: fence(1, 2) });
    expect(await store().complete(key, fence(8), completion(8))).toBe(false);
    const output = { kind: 'inline', value: 'second' };
    const second = { ...completion(1), claim: again, output };
    expect(await store().complete(key, fence(1, 2), second)).toBe(true);
    expect(await store().getInstance(key)).toMatchObject({ output, tryNumber: 2 });
  });

  it('takes a completion of a newer generation without a claim', async () => {
    const key = newKey();
    await store().complete(key, fence(1), completion(1));
    expect(await store().complete(key, fence(1, 2), completion(1))).toBe(true);
    expect(await store().getInstance(key)).toMatchObject({ tryNumber: 2 });
    expect(await store().listAttempts(key)).toHaveLength(2);
  });

  it('lets one of two attempts that end at once be the one', async () => {
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const key = newKey();
        await store().claim(key, claim(1));
        const [second, first] = await Promise.all([
          store().claim(key, claim(2)),
          store().complete(key, fence(1), completion(1)),
        ]);
        // Either the zombie was in time and the next attempt is told so, or it was fenced.
        expect(second.kind).toBe(first ? 'finished' : 'claimed');
      }),
    );
  });
}
