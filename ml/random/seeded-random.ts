/**
 * A seeded source of random numbers whose whole state is four integers.
 *
 * R1 The same seed gives the same sequence on every machine: only 32-bit integer arithmetic is used.
 * R2 `restoreRandom(random.state())` continues the sequence exactly where it stood, so a training
 *    run that stops can go on as if it had not.
 */
export interface SeededRandom {
  /** Uniform in [0, 1), 32 bits of it. */
  next(): number;
  /** Uniform integer in [0, bound); `bound` from 1 to 2^32. */
  below(bound: number): number;
  /** Standard normal deviate (Box and Muller 1958); uses two uniforms and keeps none back. */
  normal(): number;
  /** Four unsigned 32-bit integers. */
  state(): RandomState;
}
export type RandomState = readonly [number, number, number, number];

/** Starts xoshiro128** (Blackman and Vigna 2018) from a seed spread by splitmix32. */
export function seededRandom(seed: number): SeededRandom {
  let spread = seed >>> 0;
  const splitmix = (): number => {
    spread = (spread + 0x9e3779b9) >>> 0;
    let mixed = spread ^ (spread >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return restoreRandom([splitmix(), splitmix(), splitmix(), splitmix()]);
}

/** Continues a sequence from the state that `state()` gave. */
export function restoreRandom(state: RandomState): SeededRandom {
  let [a, b, c, d] = state;
  const bits = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  const next = (): number => bits() / 4294967296;
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    state: () => [a >>> 0, b >>> 0, c >>> 0, d >>> 0],
  };
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
