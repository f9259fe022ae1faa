import { refuseData } from '../data/data-fault.ts';
import type { GroupValue } from './row-groups.ts';

/** Rows in the order of time, equal times in the order of the table. */
export interface TimeOrder {
  /** Row numbers, earliest first. */
  readonly rows: Int32Array;
  /** Their times, ascending: the column's numbers, or milliseconds of a date. */
  readonly times: Float64Array;
}

const DATE = /^\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?$/;

/**
 * Orders rows by a column of numbers or of ISO 8601 dates (without an offset: UTC).
 *
 * @param column the column's name, for the message
 * @throws DataFaultError (SPLIT004) when a row has no time, or one that cannot be read.
 */
export function timeOrder(values: ArrayLike<GroupValue>, column = 'time'): TimeOrder {
  const times = Float64Array.from(values, (value, row) => {
    const time = typeof value === 'string' ? milliseconds(value) : (value ?? NaN);
    if (Number.isFinite(time)) return time;
    const missing = value === null || value === '' || Number.isNaN(value);
    return refuseData({
      ...{ code: 'SPLIT004', column, row },
      message: `Column "${column}" is ${missing ? 'missing' : `"${value}"`} in row ${row + 1}; rows are ordered by finite numbers or ISO 8601 dates.`,
      hint: 'Mend the column or leave such rows out before splitting.',
    });
  });
  const rows = Int32Array.from(times.keys()).sort(
    (a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b,
  );
  return { rows, times: Float64Array.from(rows, (row) => times[row] ?? NaN) };
}

function milliseconds(text: string): number {
  const given = text.trim().replace(' ', 'T');
  if (!DATE.test(given)) return text.trim() === '' ? NaN : Number(text);
  return Date.parse(
    /T.*(Z|[+-]\d{2}:?\d{2})$/.test(given) || !given.includes('T') ? given : `${given}Z`,
  );
}
