import type { Analysis } from '../evaluate/analysis.ts';
import { shown } from '../evaluate/judge.ts';
import { criterionText } from '../problem/criterion.ts';
import { markdownRow, plain } from '../problem/markdown-row.ts';
import type { Problem } from '../problem/problem.ts';
import type { JudgedRun } from './page.ts';

/** The report of an evaluation in a page of Markdown. */
export function reportSummary(problem: Problem, judged: JudgedRun, analysis: Analysis): string {
  const { verdict, best, reason, metric, leaderboard, criteria, baseline } = judged;
  const lines = [
    `# ${plain(problem.name)}: ${verdict}`,
    '',
    `**${plain(best.name)}**. ${plain(reason)}`,
    '',
    markdownRow('candidate', `${metric}, validation`, 'holdout', '95 %', 'seconds'),
    '|---|---|---|---|---|',
    ...leaderboard.map(({ name, kind, validation, holdout, interval: [low, high], seconds }) =>
      markdownRow(
        ...[
          `${name} (${kind})`,
          shown(validation),
          shown(holdout),
          `${shown(low)} … ${shown(high)}`,
        ],
        seconds.toFixed(1),
      ),
    ),
    '',
    markdownRow('criterion', 'reached', ''),
    '|---|---|---|',
    markdownRow(
      `better than always the ${baseline.kind} (${shown(baseline.score)})`,
      shown(judged.score),
      baseline.beaten ? 'met' : 'missed',
    ),
    ...criteria.map((one) =>
      markdownRow(criterionText(one), shown(one.value), one.met ? 'met' : 'missed'),
    ),
  ];
  for (const { name, rows, meanLoss, restLoss } of analysis.weakSlices.slice(0, 3)) {
    const told = `loss ${shown(meanLoss)} on ${rows} rows, ${shown(restLoss)} elsewhere`;
    lines.push('', `Weak slice: ${plain(name)}, ${told}.`);
  }
  const [worst] = analysis.slices;
  if (worst !== undefined) {
    const { slice, score, rows } = worst;
    const told = `Worst slice: ${plain(slice)}, ${shown(score)} on ${rows} rows.`;
    lines.push('', told);
  }
  const columns = analysis.importance.slice(0, 5).map(({ column }) => plain(column));
  if (columns.length > 0) lines.push('', `What counts most: ${columns.join(', ')}.`);
  return `${lines.join('\n')}\n`;
}
