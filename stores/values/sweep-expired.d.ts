import type { Stores } from '../stores.ts';
/**
 * Deletes objects of outputs whose time is over and that nobody else needs: the same value may be
 * the output of another task, or in the output cache.
 *
 * X1 An object goes only when no reference to it is left that has time, or has no end.
 * X2 A writer that found the object there and completes while it is deleted is found by looking
 *    once more, and the object is put back. What it wrote as it is deleted is the same bytes.
 *
 * @returns how many objects were deleted.
 */
export declare function sweepExpired(
  { runs, objects }: Pick<Stores, 'runs' | 'objects'>,
  now: Date,
  limit: number,
): Promise<number>;
//# sourceMappingURL=sweep-expired.d.ts.map
