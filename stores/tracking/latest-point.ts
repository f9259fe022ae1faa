import type { MetricPoint } from './task-tracking.ts';

/** Whether a point counts as newer than another of its key: by step, then time, then value. */
export function isLater(left: MetricPoint, right: MetricPoint): boolean {
  if (left.step !== right.step) return left.step > right.step;
  if (left.timestamp !== right.timestamp) return left.timestamp > right.timestamp;
  return orderOf(left.value) > orderOf(right.value);
}

/** Of each key the newest of some points. */
export function latestPoints(points: readonly MetricPoint[]): readonly MetricPoint[] {
  const latest = new Map<string, MetricPoint>();
  for (const point of points) {
    const known = latest.get(point.key);
    if (known === undefined || isLater(point, known)) latest.set(point.key, point);
  }
  return [...latest.values()];
}

/** As Postgres orders doubles: NaN is the greatest. */
function orderOf(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}
