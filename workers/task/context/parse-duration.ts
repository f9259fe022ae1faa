const UNIT_MS: { readonly [unit: string]: number } = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** @throws TypeError for anything but a positive length of time such as `30s`. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  const unit = UNIT_MS[match?.[2] ?? ''];
  if (match?.[1] === undefined || unit === undefined) {
    throw new TypeError(
      `"${text}" is not a duration. Write a number and a unit: "30s", "5m", "2h".`,
    );
  }
  return Math.round(Number(match[1]) * unit);
}
