import type { Analysis } from '../evaluate/analysis.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { shown } from '../evaluate/judge.ts';
import { criterionText } from '../problem/criterion.ts';
import type { Problem } from '../problem/problem.ts';
import { html, htmlTable, type Html } from './html.ts';
import { sectionsOf } from './sections.ts';

/** An evaluation before its files are written. */
export type JudgedRun = Omit<Evaluation, 'report' | 'page' | 'summary'>;

const STYLE = `body{font:15px/1.5 sans-serif;color:#222;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{margin-bottom:.2rem}h2{margin-top:2.2rem;border-bottom:1px solid #ddd}
table{border-collapse:collapse;margin:.8rem 0}td,th{border:1px solid #ddd;padding:.25rem .6rem;text-align:left}
td.number{text-align:right;font-variant-numeric:tabular-nums}
.promote{color:#17693a}.reject{color:#a32020}figure{margin:1rem 0;overflow-x:auto}figcaption{color:#555}
.beside{display:flex;flex-wrap:wrap;gap:1rem}`;

/**
 * The report of an evaluation as one page: no script, no link, nothing that is loaded from
 * elsewhere, and a policy in it that keeps it so. Every text of data or author is escaped.
 */
export async function reportPage(
  problem: Problem,
  judged: JudgedRun,
  analysis: Analysis,
): Promise<string> {
  const { verdict, reason, best, holdout, by } = judged;
  const sections = await sectionsOf(problem, judged, analysis);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <meta name="viewport" content="width=device-width" />
        <title>${problem.name}: ${verdict}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <h1>${problem.name}</h1>
        <p>${problem.statement}</p>
        <p class="${verdict}">
          <strong>${verdict === 'promote' ? 'To be promoted' : 'Rejected'}: ${best.name}</strong>.
          ${reason}
        </p>
        ${criteriaTable(judged)} ${sections}
        <h2>Where this comes from</h2>
        ${htmlTable(
          ['', ''],
          [
            ['run', `${by.dagId} / ${by.runId} / ${by.task}`],
            ['holdout', `${holdout.rows} rows, sha256 ${holdout.sha256}`],
            ['trained on', `${best.trainedOn.rows} rows, sha256 ${best.trainedOn.sha256}`],
            [
              'model',
              `${best.kind} on ${best.device.name} (${best.device.backend}), ${best.seconds} s`,
            ],
            ['settings', JSON.stringify(best.settings)],
            ...(problem.file === undefined ? [] : [['problem', problem.file]]),
          ],
        )}
      </body>
    </html> `;
  return page.text;
}

function criteriaTable({ criteria, baseline, metric, score }: JudgedRun): Html {
  return htmlTable(
    ['criterion', 'reached', '', 'because'],
    [
      [
        `better than always saying the ${baseline.kind} (${metric} ${shown(baseline.score)})`,
        shown(score),
        baseline.beaten ? 'met' : 'missed',
        'What looks at nothing must be beaten in 95 % of samples of the rows.',
      ],
      ...criteria.map((one) => [
        criterionText(one),
        shown(one.value),
        one.met ? 'met' : 'missed',
        one.because ?? '',
      ]),
    ],
  );
}
