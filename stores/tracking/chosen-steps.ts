import type { StepRange } from './tracked-run-store.ts';

/** The steps of a range, thinned out evenly to `max`, the first and the last among them. */
export function chosenSteps(
  steps: readonly number[],
  { from = -Infinity, to = Infinity, max }: StepRange,
): readonly number[] {
  const all = [...new Set(steps)]
    .filter((step) => step >= from && step <= to)
    .sort((a, b) => a - b);
  if (all.length <= max) return all;
  if (max < 2) return all.slice(0, max);
  const stride = (all.length - 1) / (max - 1);
  const picked = Array.from({ length: max }, (_, index) => all[Math.round(index * stride)] ?? 0);
  return [...new Set(picked)];
}
