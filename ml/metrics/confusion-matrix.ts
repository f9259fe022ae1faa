/**
 * Counts [k][k]: row = true class, column = predicted class.
 *
 * @param truth positions of the true classes, each 0 … k - 1
 * @param predicted positions of the predicted classes, as many
 */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  if (truth.length !== predicted.length) {
    throw new RangeError(`${truth.length} labels cannot be compared with ${predicted.length}.`);
  }
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < truth.length; row += 1) {
    const line = counts[truth[row] ?? -1];
    const column = predicted[row] ?? -1;
    if (line?.[column] === undefined) {
      throw new RangeError(`Row ${row} has a class outside 0 … ${classes - 1}.`);
    }
    line[column] = (line[column] ?? 0) + 1;
  }
  return counts;
}
