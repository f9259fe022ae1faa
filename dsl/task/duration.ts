/** A length of time as authors write it: `'30s'`, `'1.5h'`, `'7d'`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
/** Ten years; no wait or limit of a run is longer. */
const LONGEST_MS = 3_650 * UNITS.d;

export const DURATION_EXPECTED =
  'A duration is a number with a unit, at most ten years: "500ms", "30s", "5m", "1.5h", "7d".';

/** The duration in milliseconds, or undefined if it is none. */
export function durationMs(text: unknown): number | undefined {
  const [, amount, unit] = (typeof text === 'string' && DURATION.exec(text)) || [];
  if (amount === undefined || unit === undefined) return undefined;
  // The expression lets only these units through.
  const ms = Math.round(Number(amount) * UNITS[unit as keyof typeof UNITS]);
  return ms <= LONGEST_MS ? ms : undefined;
}
