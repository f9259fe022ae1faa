import type { DataFault } from '../data/data-fault.ts';
import type { NumberColumn } from '../data/table.ts';
import { meanOf, mostFrequent, quantileOf } from './column-statistics.ts';
import type { NumberInput, NumericSpec } from './pipeline.ts';
import { fitStandardScaler } from './standard-scaler.ts';

/** What was learned of a column, or what stands in the way. */
export type FittedInput<Input> = { readonly input: Input } | { readonly fault: DataFault };

/**
 * Learns how one column of numbers is filled and scaled, from values rounded to single precision,
 * because that is what the served model will receive.
 *
 * As scikit-learn's `SimpleImputer` before `StandardScaler`, `MinMaxScaler`, `RobustScaler` (25 % to
 * 75 %) or `MaxAbsScaler`: the scaler learns from the filled column, and one without spread keeps
 * scale 1. An indicator is added where a training row lacks the number (`add_indicator=True`).
 */
export function fitNumber(column: NumberColumn, spec: NumericSpec): FittedInput<NumberInput> {
  const values = Float32Array.from(column.values);
  const bad = values.findIndex((value) => Math.abs(value) === Infinity);
  if (bad >= 0) return { fault: unfit(column, bad) };
  const present = values.filter((value) => !Number.isNaN(value));
  const missing = values.length - present.length;
  const { impute = 'none', scale = 'standard' } = spec;
  if (impute === 'none' && missing > 0) {
    return { fault: missingNumber(column.name, values.findIndex(Number.isNaN), missing) };
  }
  const fill = impute === 'none' ? undefined : fillOf(present, impute);
  if (fill !== undefined && Number.isNaN(fill)) return { fault: nothingToLearn(column.name) };
  const filled = fill === undefined ? values : values.map((x) => (Number.isNaN(x) ? fill : x));
  return {
    input: {
      ...{ type: 'number', name: column.name },
      ...(fill === undefined ? {} : { fill }),
      indicator: spec.indicator === true && missing > 0,
      ...shiftAndScale(filled, scale),
    },
  };
}

function fillOf(
  present: Float32Array,
  impute: Exclude<NonNullable<NumericSpec['impute']>, 'none'>,
): number {
  if (typeof impute === 'object') return Math.fround(impute.constant);
  if (present.length === 0) return NaN;
  switch (impute) {
    case 'mean':
      return Math.fround(meanOf(present));
    case 'median':
      return Math.fround(quantileOf(present.slice().sort(), 0.5));
    case 'most_frequent':
      return mostFrequent(present) ?? NaN;
  }
}

function shiftAndScale(
  values: Float32Array,
  how: NonNullable<NumericSpec['scale']>,
): { shift: number; scale: number } {
  if (how === 'none') return { shift: 0, scale: 1 };
  if (how === 'standard') {
    const { mean, scale } = fitStandardScaler({ rows: values.length, columns: 1, values });
    return rounded(mean[0] ?? 0, scale[0] ?? 1);
  }
  const sorted = values.slice().sort();
  const [least, most] = [sorted[0] ?? 0, sorted[sorted.length - 1] ?? 0];
  switch (how) {
    case 'min_max':
      return rounded(least, unlessTiny(most - least));
    case 'robust': {
      const spread = quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25);
      return rounded(quantileOf(sorted, 0.5), unlessTiny(spread));
    }
    case 'max_abs':
      return rounded(0, unlessTiny(Math.max(Math.abs(least), Math.abs(most))));
  }
}

/** scikit-learn's bound below which these three scalers take a column for constant. */
const unlessTiny = (scale: number): number => (scale < 10 * Number.EPSILON ? 1 : scale);

/** Rounded as the graph's constants are; a scale that is 0 in single precision is no scale. */
function rounded(shift: number, scale: number): { shift: number; scale: number } {
  const single = Math.fround(scale);
  return { shift: Math.fround(shift), scale: single === 0 ? 1 : single };
}

/** A number that a pipeline cannot fill: said when it is fitted, and of later rows when applied. */
export function missingNumber(column: string, row: number, count: number): DataFault {
  const others = count > 1 ? ` and ${count - 1} more` : '';
  return {
    ...{ code: 'DATA006', column, row },
    message: `Column "${column}" has no number in row ${row + 1}${others}, and nothing stands in for it.`,
    hint: 'Set `numeric.impute`, or leave the column or the rows out.',
  };
}

/** A number that single precision cannot hold. */
export function unfit(column: NumberColumn, row: number): DataFault {
  return {
    ...{ code: 'DATA007', column: column.name, row },
    message: `Column "${column.name}" is ${column.values[row]} in row ${row + 1}; a model takes finite numbers below 3.4e38.`,
    hint: 'Mend the value, or read it as missing.',
  };
}

function nothingToLearn(column: string): DataFault {
  return {
    ...{ code: 'DATA008', column },
    message: `Column "${column}" has no value in any training row, so no stand-in can be learned.`,
    hint: 'Leave the column out, or impute a constant.',
  };
}
