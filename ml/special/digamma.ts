/**
 * The digamma function ψ(x), x > 0: raised above 10 by its recurrence, then its asymptotic series
 * (Abramowitz and Stegun 6.3.5 and 6.3.18). Relative error about 1e-14.
 */
export function digamma(x: number): number {
  let [value, shift] = [x, 0];
  while (value < 10) {
    shift -= 1 / value;
    value += 1;
  }
  const square = 1 / (value * value);
  const tail =
    square *
    (1 / 12 -
      square *
        (1 / 120 -
          square * (1 / 252 - square * (1 / 240 - square * (1 / 132 - (square * 691) / 32760)))));
  return Math.log(value) - 0.5 / value - tail + shift;
}
