import type { SeededRandom } from './seeded-random.ts';

/** Shuffles in place (Fisher and Yates, Durstenfeld's form) and returns the same array. */
export function shuffle<T extends Int32Array | number[]>(items: T, random: SeededRandom): T {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const chosen = random.below(last + 1);
    const kept = items[last] ?? 0;
    items[last] = items[chosen] ?? 0;
    items[chosen] = kept;
  }
  return items;
}

/** The integers 0 … count - 1. */
export function range(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => index);
}
