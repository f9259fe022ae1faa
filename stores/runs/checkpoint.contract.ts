import { expect, it } from 'vitest';
import { claim, fence, newKey, pointer } from './claim-sample.ts';
import type { RunStore } from './run-store.ts';

/** The newest checkpoint wins. */
export function describeCheckpoints(store: () => RunStore): void {
  it('keeps the newest, whatever order and however often they come', async () => {
    const key = newKey();
    expect(await store().loadCheckpoint(key)).toBeUndefined();
    await store().claim(key, claim(1));
    expect(await store().saveCheckpoint(key, fence(1), pointer(2))).toBe(true);
    expect(await store().saveCheckpoint(key, fence(1), pointer(1))).toBe(true);
    expect(await store().saveCheckpoint(key, fence(1), pointer(2))).toBe(true);
    expect(await store().loadCheckpoint(key)).toEqual(pointer(2));
    await store().claim(key, claim(2));
    expect(await store().loadCheckpoint(key)).toEqual(pointer(2));
    expect(await store().saveCheckpoint(key, fence(2), pointer(3))).toBe(true);
    expect(await store().loadCheckpoint(key)).toEqual(pointer(3));
  });

  it('saves before the claim of a first attempt has arrived', async () => {
    const key = newKey();
    expect(await store().saveCheckpoint(key, fence(1), pointer(1))).toBe(true);
    expect(await store().claim(key, claim(1))).toEqual({ kind: 'claimed', tryNumber: 1 });
    expect(await store().loadCheckpoint(key)).toEqual(pointer(1));
  });
}
