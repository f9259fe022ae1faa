import { stratifiedSplit } from '../data/stratified-split.ts';
import { checkFilled, checkShares, type Shares } from './share-counts.ts';

/**
 * Cuts rows into named parts by chance. A part's size differs from its share by less than one row.
 *
 * @param seed the same seed gives the same parts
 * @throws DataFaultError when the shares do not sum to 1 (SPLIT001) or a part stays empty (SPLIT002).
 */
export function randomSplit<Part extends string>(
  rows: number,
  shares: Shares<Part>,
  seed: number,
): Record<Part, Int32Array> {
  checkShares(shares);
  // One class that all rows belong to.
  return checkFilled(stratifiedSplit(new Uint8Array(rows), shares, seed), rows);
}
