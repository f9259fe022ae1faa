/** Squared Euclidean distance between two stretches of `length` values, from `leftAt` and `rightAt`. */
export function squaredDistance(
  left: ArrayLike<number>,
  leftAt: number,
  right: ArrayLike<number>,
  rightAt: number,
  length: number,
): number {
  let sum = 0;
  for (let at = 0; at < length; at += 1) {
    const apart = (left[leftAt + at] ?? 0) - (right[rightAt + at] ?? 0);
    sum += apart * apart;
  }
  return sum;
}
