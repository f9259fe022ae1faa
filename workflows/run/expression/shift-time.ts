import { ExpressionError } from './expression-error.ts';

const UNIT_MS = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
const DURATION = /^(-?)(\d+(?:\.\d+)?(?:e\d+)?)(ms|s|m|h|d)$/;
// A time without an offset would be read in the zone of the machine: the one thing never allowed.
const ISO_WITH_ZONE =
  /^[+-]?\d{4,6}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d))?$/;

/** An ISO time moved by a duration, either way; UTC, with milliseconds. A day is 24 hours. */
export function shiftTime(time: string, by: string): string {
  const from = ISO_WITH_ZONE.test(time) ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(from)) {
    throw new ExpressionError(
      `shift got the time ${JSON.stringify(time)}, expected ISO 8601 with an offset such as "2026-01-31T00:00:00Z".`,
    );
  }
  const moved = new Date(from + durationMs(by));
  if (Number.isNaN(moved.getTime())) {
    throw new ExpressionError(`shift moved ${time} by ${by}, which no calendar reaches.`);
  }
  return moved.toISOString();
}

function durationMs(by: string): number {
  const [, sign, amount, unit] = DURATION.exec(by) ?? [];
  const factor = UNIT_MS.get(unit ?? '');
  if (factor === undefined) {
    throw new ExpressionError(
      `shift got the duration ${JSON.stringify(by)}, expected one such as "30s", "2h" or "-1d".`,
    );
  }
  return (sign === '-' ? -1 : 1) * Math.round(Number(amount) * factor);
}
