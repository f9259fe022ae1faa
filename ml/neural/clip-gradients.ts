import type { Clip } from './network-spec.ts';

/** Bounds gradients in place; see `Clip`. */
export function clipGradients(
  gradients: readonly (Float32Array | undefined)[],
  { by, limit }: Clip,
): void {
  const all = gradients.filter((one) => one !== undefined);
  if (by === 'value') {
    for (const one of all) one.forEach((g, i) => (one[i] = Math.min(limit, Math.max(-limit, g))));
    return;
  }
  const square = all.reduce((sum, one) => one.reduce((part, g) => part + g * g, sum), 0);
  const norm = Math.sqrt(square);
  if (norm <= limit) return;
  for (const one of all) one.forEach((g, i) => (one[i] = (g * limit) / norm));
}
