import { seededRandom, type SeededRandom } from '../random/seeded-random.ts';

/** What chance decides while training; each purpose has a sequence of its own. */
const PURPOSES = { order: 1, dropout: 2, augment: 3 } as const;

/**
 * The random source of one purpose in one batch. It follows from the seed and the place alone, so
 * training can go on anywhere without what was drawn before.
 *
 * @param batch from 0 within the epoch; 0 for the order, which is the whole epoch's
 */
export function batchRandom(
  seed: number,
  purpose: keyof typeof PURPOSES,
  epoch: number,
  batch: number,
): SeededRandom {
  const words = [seed, PURPOSES[purpose], epoch, batch];
  return seededRandom(words.reduce(mix, 0x811c9dc5));
}

/** Murmur3's mixing of one 32-bit word into a hash (Appleby). */
function mix(hash: number, word: number): number {
  let mixed = Math.imul(word, 0xcc9e2d51);
  mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
  const joined = hash ^ mixed;
  return (Math.imul((joined << 13) | (joined >>> 19), 5) + 0xe6546b64) >>> 0;
}
