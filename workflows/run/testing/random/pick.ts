/** Picks the next number below `limit`. */
export type Pick = (limit: number) => number;

/** Numbers from a script, zeros after its end: what a failing case is kept and shrunk as. */
export function scriptedPick(script: readonly number[]): Pick {
  let at = 0;
  return (limit) => (script[at++] ?? 0) % Math.max(1, limit);
}
