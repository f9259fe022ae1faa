/** Numbers in [0, 1) from a seed, so that a bad run can be told by its seed. */
export type Random = () => number;

/** Mulberry32 (T. Ettinger, 2017): 32 bits of state, enough to choose victims. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
