/** Metrics of one part under a name of their own: `validation.accuracy`. */
export function prefixed(
  part: string,
  metrics: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [`${part}.${name}`, value]),
  );
}
