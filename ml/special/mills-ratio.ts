const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / ROOT_TWO_PI;
}

/**
 * Mills' ratio, the chance above x over the density at x, for x from 1 on: Laplace's continued
 * fraction (Abramowitz and Stegun 26.2.14), evaluated from its 200th term inwards.
 */
export function millsRatio(x: number): number {
  let value = 0;
  for (let k = 200; k >= 1; k -= 1) value = k / (x + value);
  return 1 / (x + value);
}
