import { nameSome, type DataFault } from '../data/data-fault.ts';
import type { Table } from '../data/table.ts';
import type { PipelineSpec } from './pipeline.ts';

/** The names of the features that a specification asks for. */
export function featureColumns(table: Table, spec: PipelineSpec): readonly string[] {
  const all = table.columns.map(({ name }) => name);
  return spec.columns ?? all.filter((name) => name !== spec.target);
}

/** What is wrong with a specification, or with the table it is to be fitted on; all of it. */
export function specFaults(table: Table, spec: PipelineSpec): readonly DataFault[] {
  return [...columnFaults(table, spec), ...optionFaults(spec), ...selectionFaults(spec)];
}

function columnFaults(table: Table, spec: PipelineSpec): DataFault[] {
  const faults: DataFault[] = [];
  const known = table.columns.map(({ name }) => name);
  const features = featureColumns(table, spec);
  if (table.rows === 0) {
    faults.push({
      ...{ code: 'DATA001', message: 'The table has no rows to learn from.' },
      hint: 'Give the training part, with at least one row.',
    });
  }
  if (features.length === 0) {
    faults.push({
      ...{ code: 'DATA011', message: 'There is no feature: no column is left but the target.' },
      hint: 'Name the features in `columns`.',
    });
  }
  for (const name of new Set([...features, ...(spec.target === undefined ? [] : [spec.target])])) {
    if (known.includes(name)) continue;
    const what = name === spec.target ? 'The target' : 'The feature';
    faults.push({
      ...{ code: 'DATA002', column: name },
      message: `${what} "${name}" is not a column of the table.`,
      hint: `Columns: ${nameSome(known)}.`,
    });
  }
  if (spec.target !== undefined && features.includes(spec.target)) {
    faults.push({
      ...{ code: 'DATA003', column: spec.target },
      message: `The target "${spec.target}" is among the features, so a model would read the answer.`,
      hint: 'Take it out of `columns`.',
    });
  }
  for (const name of new Set(features.filter((one, at) => features.indexOf(one) !== at))) {
    faults.push({
      ...{ code: 'DATA004', column: name },
      message: `The feature "${name}" is named twice.`,
      hint: 'Name each column once.',
    });
  }
  return faults;
}

function optionFaults({ numeric = {}, categorical = {} }: PipelineSpec): DataFault[] {
  const faults: DataFault[] = [];
  const { impute = 'none', indicator = false } = numeric;
  if (typeof impute === 'object' && !Number.isFinite(Math.fround(impute.constant))) {
    faults.push({
      ...{ code: 'DATA011' },
      message: `\`numeric.impute.constant\` is ${impute.constant}; a finite number below 3.4e38 is needed.`,
      hint: 'Give such a number, or "mean", "median" or "most_frequent".',
    });
  }
  if (indicator && impute === 'none') {
    faults.push({
      ...{ code: 'DATA011' },
      message: '`numeric.indicator` is true, but a missing number is an error without `impute`.',
      hint: 'Set `numeric.impute`, or take the indicator away.',
    });
  }
  const { minShare = 0 } = categorical;
  if (!(minShare >= 0 && minShare <= 1)) {
    faults.push({
      ...{ code: 'DATA011' },
      message: `\`categorical.minShare\` is ${minShare}; it is a share of the rows, from 0 to 1.`,
      hint: 'Give 0.01 to learn the categories of at least 1 % of the rows.',
    });
  }
  return faults;
}

function selectionFaults({ select, target }: PipelineSpec): DataFault[] {
  if (select === undefined) return [];
  if (select.by === 'variance') {
    if (select.above >= 0) return [];
    const message = `\`select.above\` is ${select.above}; a variance is at least 0.`;
    return [{ code: 'DATA011', message, hint: 'Give 0 to drop constant columns alone.' }];
  }
  const faults: DataFault[] = [];
  if (!Number.isInteger(select.keep) || select.keep < 1) {
    const message = `\`select.keep\` is ${select.keep}; it is how many columns stay, 1 or more.`;
    faults.push({ code: 'DATA011', message, hint: 'Give a whole number from 1 on.' });
  }
  if (target === undefined) {
    faults.push({
      ...{ code: 'DATA012' },
      message: `Selection by "${select.by}" asks what the columns say of the target, and none is named.`,
      hint: 'Name the `target`, or select by "variance".',
    });
  }
  return faults;
}
