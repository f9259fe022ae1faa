import { criterionText } from './criterion.ts';
import { markdownRow as row, plain } from './markdown-row.ts';
import type { Problem } from './problem.ts';

/** A problem as a page of Markdown. */
export function problemCard(problem: Problem): string {
  const { name, statement, task, target, metric, criteria, kpi, slices, groups, splitBy } = problem;
  const lines = [
    `# ${plain(name)}`,
    '',
    plain(statement),
    '',
    '| | |',
    '|---|---|',
    row('task', task),
    row('target', target),
    row('candidates are ranked by', metric),
    row('must beat', `always the ${baselineOf(problem)}`),
    row('rows to train on', `at least ${problem.minTrainRows}`),
    ...(splitBy === undefined ? [] : [row('rows are cut by', splitText(splitBy))]),
    ...(slices.length === 0 ? [] : [row('slices', slices.join(', '))]),
    ...(problem.file === undefined ? [] : [row('declared in', problem.file)]),
    '',
    '## What a model must reach',
    '',
    '| criterion | because |',
    '|---|---|',
    ...criteria.map((one) => row(criterionText(one), one.because ?? '')),
    ...groups.map((group) => row(`${group.metric} of ${group.column} ≤ ${group.max}`, '')),
  ];
  if (kpi.length > 0) {
    lines.push('', '## What it is for', '', '| number | goal | because |', '|---|---|---|');
    for (const one of kpi) lines.push(row(one.name, one.goal, one.because ?? ''));
  }
  return `${lines.join('\n')}\n`;
}

/** What any model must beat. */
export function baselineOf({
  task,
  baseline,
}: Pick<Problem, 'task' | 'baseline'>): NonNullable<Problem['baseline']> {
  return baseline ?? (task === 'classification' ? 'majority' : 'mean');
}

const splitText = (how: NonNullable<Problem['splitBy']>): string =>
  'column' in how && how.column !== undefined ? `${how.by}, ${how.column}` : how.by;
