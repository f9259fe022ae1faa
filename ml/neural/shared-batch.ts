import type { BatchGradients } from './batch-gradients.ts';

/**
 * Data-parallel training: every batch is cut into one part a rank, each rank computes the gradients
 * of its part, and all take the step with the mean over the whole batch (synchronous SGD; Chen,
 * Pan, Monga, Bengio and Jozefowicz 2016).
 *
 * D1 A part is a stretch of the batch that follows from rank and size alone, so any rank can
 *    compute any part.
 * D2 Parts are added up in double precision in the order of the ranks, whoever computed them and
 *    whenever they came: all ranks take the same step, bit for bit.
 * D3 The mean over the parts, each times its rows, is the mean over the batch: apart from rounding,
 *    the ranks go the way that one worker goes alone. Not with dropout and augmentation, which draw
 *    for each part, nor with batch norm, which takes the statistics of a part.
 */
export interface BatchShare {
  /** From 0. */
  readonly rank: number;
  readonly ranks: number;
  /**
   * Gives the gradients of all parts, in the order of the ranks; its own and those of others.
   *
   * @param compute the gradients of a rank's part, here: its own, or one that nobody brings
   */
  readonly exchange: (
    place: { readonly epoch: number; readonly batch: number },
    compute: (rank: number) => Promise<PartGradients>,
  ) => Promise<readonly PartGradients[]>;
}
export interface PartGradients extends BatchGradients {
  readonly rows: number;
}

/** The rows of a batch that a rank takes; parts differ by one row at most (D1). */
export function partOf(rows: Int32Array, rank: number, ranks: number): Int32Array {
  const bound = (at: number): number => Math.floor((rows.length * at) / ranks);
  return rows.subarray(bound(rank), bound(rank + 1));
}

/** What the whole batch says (D2, D3). @throws RangeError when parts do not fit each other. */
export function joinParts(parts: readonly PartGradients[]): BatchGradients {
  const [first] = parts;
  if (first === undefined) throw new RangeError('A batch has at least one part.');
  const total = parts.reduce((sum, { rows }) => sum + rows, 0);
  const shares = parts.map(({ rows }) => rows / total);
  const mean = (of: (part: PartGradients) => Float32Array | undefined): Float32Array =>
    weightedMean(parts.map(of), shares);
  return {
    loss: parts.reduce((sum, { loss }, at) => sum + loss * (shares[at] ?? 0), 0),
    gradients: first.gradients.map((own, at) =>
      own === undefined ? undefined : mean(({ gradients }) => gradients[at]),
    ),
    moments: first.moments.map((_, at) => ({
      mean: mean(({ moments }) => moments[at]?.mean),
      variance: mean(({ moments }) => moments[at]?.variance),
    })),
  };
}

function weightedMean(
  parts: readonly (Float32Array | undefined)[],
  shares: readonly number[],
): Float32Array {
  const length = parts[0]?.length ?? 0;
  const sums = new Float64Array(length);
  parts.forEach((part, at) => {
    if (part?.length !== length) {
      throw new RangeError(
        `Part ${at} has ${part?.length ?? 'no'} values; the first has ${length}.`,
      );
    }
    const share = shares[at] ?? 0;
    for (let i = 0; i < length; i += 1) sums[i] = (sums[i] ?? 0) + (part[i] ?? 0) * share;
  });
  return Float32Array.from(sums);
}
