import type { MetricPoint } from './task-tracking.ts';

/**
 * Points by key, as the rows of `metric_chunks`: one entry a key, each of its lists as the text of an
 * array of Postgres, because a list of lists of different lengths is no array there.
 */
export interface MetricChunks {
  readonly keys: readonly string[];
  readonly steps: readonly string[];
  readonly times: readonly string[];
  readonly values: readonly string[];
}

export function chunksOf(points: readonly MetricPoint[]): MetricChunks {
  const byKey = new Map<string, MetricPoint[]>();
  for (const point of points) {
    const known = byKey.get(point.key);
    if (known === undefined) byKey.set(point.key, [point]);
    else known.push(point);
  }
  const groups = [...byKey.values()];
  return {
    keys: [...byKey.keys()],
    steps: groups.map((group) => arrayText(group.map(({ step }) => step))),
    times: groups.map((group) => arrayText(group.map(({ timestamp }) => timestamp))),
    values: groups.map((group) => arrayText(group.map(({ value }) => value))),
  };
}

/** Numbers, NaN and the infinities too, are written alike here and there. */
function arrayText(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`;
}
