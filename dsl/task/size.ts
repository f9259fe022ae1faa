/** An amount of memory as authors write it: `'512Mi'`, `'40Gi'`. */
export type Size = `${number}${'Mi' | 'Gi' | 'Ti'}`;

const UNITS = { Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;
const SIZE = /^(\d+(?:\.\d+)?)(Mi|Gi|Ti)$/;
/** More than any machine has. */
const LARGEST_BYTES = 2 ** 50;

export const SIZE_EXPECTED =
  'A size is a number with a unit, more than nothing and at most 1,024 Ti: "512Mi", "40Gi", "1.5Ti".';

/** The size in bytes, or undefined if it is none. */
export function sizeInBytes(text: unknown): number | undefined {
  const [, amount, unit] = (typeof text === 'string' && SIZE.exec(text)) || [];
  if (amount === undefined || unit === undefined) return undefined;
  // The expression lets only these units through.
  const bytes = Math.round(Number(amount) * UNITS[unit as keyof typeof UNITS]);
  return bytes > 0 && bytes <= LARGEST_BYTES ? bytes : undefined;
}
