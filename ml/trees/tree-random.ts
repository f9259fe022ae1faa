import { restoreRandom, seededRandom, type SeededRandom } from '../random/seeded-random.ts';

/** The random sequence of one tree of an ensemble, told by (seed, tree) alone. */
export function treeRandom(seed: number, tree: number): SeededRandom {
  const [a, b, c, d] = seededRandom(seed).state();
  const random = restoreRandom([a, b, c ^ Math.imul(tree + 1, 0x9e3779b9), d]);
  for (let warmUp = 0; warmUp < 8; warmUp += 1) random.next();
  return random;
}
