import type { TextColumn } from '../data/table.ts';
import { countValues, mostFrequent } from './column-statistics.ts';
import type { FittedInput } from './fit-number.ts';
import type { CategoricalSpec, TextInput } from './pipeline.ts';

/** More columns than this from one text make no model; such a column is a name or free text. */
const MOST_CATEGORIES = 1000;

/**
 * Learns the categories of one column of text, sorted by code unit, as scikit-learn's
 * `SimpleImputer` before `OneHotEncoder(handle_unknown='ignore')` or
 * `OrdinalEncoder(handle_unknown='use_encoded_value', unknown_value=-1)`.
 *
 * Categories rarer than `minShare` of the rows are not learned; a row with one is as an unknown.
 */
export function fitText(column: TextColumn, spec: CategoricalSpec): FittedInput<TextInput> {
  const { encode = 'one_hot', minShare = 0 } = spec;
  const present = column.values.filter((value) => value !== null);
  const fill = fillOf(present, spec.impute);
  const { name } = column;
  if (fill === undefined) {
    return {
      fault: {
        ...{ code: 'DATA008', column: name },
        message: `Column "${name}" has no value in any training row, so no stand-in can be learned.`,
        hint: 'Leave the column out, or impute a constant.',
      },
    };
  }
  const counts = countValues(column.values.map((value) => value ?? fill));
  const least = minShare * column.values.length;
  const categories = [...counts]
    .filter(([, count]) => count >= least - 1e-9)
    .map(([category]) => category)
    .sort((a, b) => (a < b ? -1 : 1));
  const input = { type: 'text', name, fill, encode, categories } as const;
  return checkCategories(input, counts.size, column.values.length);
}

function checkCategories(
  input: TextInput,
  different: number,
  rows: number,
): FittedInput<TextInput> {
  const { name: column, categories, encode } = input;
  if (categories.length === 0) {
    return {
      fault: {
        ...{ code: 'DATA010', column },
        message: `Every one of the ${different} texts of column "${column}" is rarer than \`categorical.minShare\` allows.`,
        hint: 'Lower `minShare`, or leave the column out.',
      },
    };
  }
  if (encode === 'one_hot' && categories.length > MOST_CATEGORIES) {
    return {
      fault: {
        ...{ code: 'DATA009', column },
        message: `Column "${column}" has ${categories.length} different texts in ${rows} rows; at most ${MOST_CATEGORIES} can become columns of their own.`,
        hint: 'Leave the column out, raise `categorical.minShare`, or encode it as `ordinal`.',
      },
    };
  }
  return { input };
}

function fillOf(present: readonly string[], impute: CategoricalSpec['impute']): string | undefined {
  if (impute === undefined) return '';
  return impute === 'most_frequent' ? mostFrequent(present) : impute.constant;
}
