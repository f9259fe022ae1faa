import type { TopLevelSpec } from 'vega-lite';
import type { Analysis, ClassAnalysis } from '../evaluate/analysis.ts';
import { shown } from '../evaluate/judge.ts';
import type { Problem } from '../problem/problem.ts';
import { html, htmlTable, trusted, type Html } from './html.ts';
import { learningPlots } from './learning-plots.ts';
import type { JudgedRun } from './page.ts';
import {
  barsPlot,
  calibrationPlot,
  confusionPlot,
  curvesPlot,
  leaderboardPlot,
  residualPlot,
} from './plots.ts';
import { renderPlot } from './render-plot.ts';

/** What the page shows between verdict and origin; a section without anything to say is left out. */
export async function sectionsOf(
  { metric }: Problem,
  judged: JudgedRun,
  analysis: Analysis,
): Promise<readonly Html[]> {
  const { classes, predicted, fairness } = analysis;
  return [
    await leaderboard(judged),
    ...(judged.champion === null ? [] : [championSection(judged.champion, metric)]),
    ...(classes === undefined ? [] : [await classSection(classes, judged.confusion)]),
    ...(predicted === undefined
      ? []
      : [
          html`<h2>Residuals</h2>
            ${await figure(residualPlot(predicted), 'A sample of the rows.')}`,
        ]),
    ...(await sliceSection(analysis)),
    ...(fairness.length === 0 ? [] : [fairnessSection(analysis)]),
    ...(await importanceSection(analysis, metric)),
    ...(await learningSection(analysis)),
  ];
}

async function figure(spec: TopLevelSpec, caption: string): Promise<Html> {
  const drawn = trusted(await renderPlot(spec));
  return html`<figure>
    ${drawn}
    <figcaption>${caption}</figcaption>
  </figure>`;
}

async function leaderboard({ leaderboard: lines, metric }: JudgedRun): Promise<Html> {
  const rows = lines.map((line) => [
    ...[line.name, line.kind, shown(line.validation), shown(line.holdout)],
    `${shown(line.interval[0])} … ${shown(line.interval[1])}`,
    `${line.device.name} / ${line.device.backend}`,
    `${line.seconds.toFixed(1)} s`,
  ]);
  const heads = [
    'candidate',
    'kind',
    `${metric}, validation`,
    'holdout',
    '95 %',
    'on',
    'trained in',
  ];
  return html`<h2>Candidates</h2>
    <p>Ranked by the validation part; the holdout only judges the first.</p>
    ${htmlTable(heads, rows)}
    ${await figure(leaderboardPlot(metric, lines), 'Bars: the middle 95 % over samples of the rows.')}`;
}

function championSection(
  { version, score, onlyCandidate, onlyChampion, pValue }: NonNullable<JudgedRun['champion']>,
  metric: string,
): Html {
  const test =
    pValue === null
      ? ''
      : `Only the new one is right on ${onlyCandidate} rows, only the old one on ${onlyChampion}; McNemar's p is ${shown(pValue)}.`;
  return html`<h2>Beside version ${version}, which serves now</h2>
    <p>It reaches ${metric} ${shown(score)}. ${test}</p>`;
}

async function classSection(
  classes: ClassAnalysis,
  confusion: readonly (readonly number[])[],
): Promise<Html> {
  const { labels, perClass, mistakes, calibrationError } = classes;
  const scores = perClass.map(({ precision, recall, f1, support }, at) => [
    ...[labels[at] ?? '', shown(precision), shown(recall), shown(f1), support],
  ]);
  const curves = [
    await figure(curvesPlot(classes, 'roc'), 'ROC, each class against the rest.'),
    await figure(curvesPlot(classes, 'precisionRecall'), 'Precision and recall.'),
    await figure(
      calibrationPlot(classes),
      `Calibration; expected error ${shown(calibrationError)}.`,
    ),
  ];
  return html`<h2>Classes</h2>
    ${htmlTable(['class', 'precision', 'recall', 'F1', 'rows'], scores)}
    ${await figure(confusionPlot(labels, confusion), 'Rows by true and predicted class.')}
    ${
      mistakes.length === 0
        ? html`<p>No row is taken for another class.</p>`
        : htmlTable(
            ['true', 'taken for', 'rows', 'share of the class', ''],
            mistakes.map(({ truth, predicted, rows, share, significant }) => [
              ...[String(truth), String(predicted), rows, shown(share)],
              significant ? 'more than chance' : '',
            ]),
          )
    }
    <div class="beside">${curves}</div>`;
}

async function sliceSection({ slices, weakSlices, classes }: Analysis): Promise<Html[]> {
  const worst = slices.slice(0, 12);
  const what = classes === undefined ? 'score' : 'share of right answers';
  const loss = classes === undefined ? 'mean squared error' : 'share of wrong answers';
  const bars = worst.map(({ slice, score }) => ({ name: slice, value: score }));
  const named =
    worst.length === 0
      ? []
      : [
          html`<h2>Slices</h2>
            ${htmlTable(
              ['slice', 'rows', what],
              worst.map(({ slice, rows, score }) => [slice, rows, shown(score)]),
            )}
            ${await figure(barsPlot(bars, what), 'Worst first.')}`,
        ];
  const weak = weakSlices.map(({ name, rows, meanLoss, restLoss, adjustedP }) => [
    ...[name, rows, shown(meanLoss), shown(restLoss), shown(adjustedP)],
  ]);
  return [
    ...named,
    html`<h2>Where the model is weak</h2>
      ${
        weak.length === 0
          ? html`<p>On no slice of the columns is it significantly worse than elsewhere.</p>`
          : htmlTable(['slice', 'rows', loss, 'elsewhere', 'p, corrected'], weak)
      }`,
  ];
}

function fairnessSection({ fairness }: Analysis): Html {
  const parts = fairness.map(
    ({ column, metric, positive, value, max, met, groups }) =>
      html`<p>
          ${metric} of ${column} for class ${String(positive)}: ${shown(value)}, at most ${max}:
          ${met ? 'met' : 'missed'}.
        </p>
        ${htmlTable(
          ['group', 'rows', 'selected', 'accuracy'],
          groups.map(({ group, rows, selected, accuracy }) => [
            ...[group, rows, shown(selected), shown(accuracy)],
          ]),
        )}`,
  );
  return html`<h2>Groups</h2>
    ${parts}`;
}

async function importanceSection({ importance }: Analysis, metric: string): Promise<Html[]> {
  const shownColumns = importance.slice(0, 15);
  if (shownColumns.length === 0) return [];
  const rows = shownColumns.map(({ column, mean, deviation }) => [
    ...[column, shown(mean), shown(deviation)],
  ]);
  const bars = shownColumns.map(({ column, mean }) => ({ name: column, value: mean }));
  return [
    html`<h2>What the columns are worth</h2>
      <p>How much ${metric} suffers when a column is shuffled (permutation importance).</p>
      ${await figure(barsPlot(bars, `loss of ${metric}`), 'Mean of three shuffles.')}
      ${htmlTable(['column', 'mean', 'spread'], rows)}`,
  ];
}

async function learningSection({ learning = [] }: Analysis): Promise<Html[]> {
  if (learning.length === 0) return [];
  const parts: Html[] = [];
  for (const curve of learning) {
    const caption = `${curve.name} (${curve.kind}), ${curve.points.at(-1)?.step ?? 0} ${curve.unit}s.`;
    const plots: Html[] = [];
    for (const plot of learningPlots(curve)) plots.push(trusted(await renderPlot(plot)));
    parts.push(
      html`<figure>
        <div class="beside">${plots}</div>
        <figcaption>${caption}</figcaption>
      </figure>`,
    );
  }
  return [
    html`<h2>How training went</h2>
      <p>
        The loss on what is learned from, and on the validation part, which nothing is learned from.
        Where the two lines part, the model has begun to learn its rows by heart.
      </p>
      ${parts}`,
  ];
}
