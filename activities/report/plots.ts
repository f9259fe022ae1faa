import type { TopLevelSpec } from 'vega-lite';
import type { Analysis, ClassAnalysis } from '../evaluate/analysis.ts';
import type { LeaderboardLine } from '../evaluate/evaluation.ts';

const COLOUR = '#2563a8';
const values = <T extends object>(rows: readonly T[]): { values: T[] } => ({ values: [...rows] });

/** Candidates with the interval of their score on the holdout. */
export function leaderboardPlot(metric: string, lines: readonly LeaderboardLine[]): TopLevelSpec {
  const rows = lines.map(({ name, kind, holdout, interval: [low, high] }) => ({
    ...{ name: `${name} (${kind})`, holdout, low, high },
  }));
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { labelLimit: 260 },
  } as const;
  const scale = { zero: false };
  return {
    ...{ data: values(rows), width: 420 },
    layer: [
      {
        mark: { type: 'rule', color: COLOUR, strokeWidth: 2 },
        encoding: {
          y,
          x: { field: 'low', type: 'quantitative', title: `${metric} on the holdout`, scale },
          x2: { field: 'high' },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 70, color: COLOUR },
        encoding: { y, x: { field: 'holdout', type: 'quantitative', scale } },
      },
    ],
  };
}

/** Counts by true and predicted class. */
export function confusionPlot(
  labels: readonly string[],
  confusion: readonly (readonly number[])[],
): TopLevelSpec {
  const rows = confusion.flatMap((line, truth) =>
    line.map((count, said) => ({ truth: labels[truth], said: labels[said], count })),
  );
  const most = Math.max(1, ...confusion.flat());
  const axes = {
    x: { field: 'said', type: 'nominal', sort: null, title: 'predicted' },
    y: { field: 'truth', type: 'nominal', sort: null, title: 'true' },
  } as const;
  const cell = Math.max(18, Math.min(44, 420 / Math.max(1, labels.length)));
  return {
    ...{ data: values(rows), width: { step: cell }, height: { step: cell } },
    layer: [
      {
        mark: 'rect',
        encoding: {
          ...axes,
          color: {
            ...{ field: 'count', type: 'quantitative', legend: null },
            scale: { type: 'sqrt', scheme: 'blues' },
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 10 },
        encoding: {
          ...axes,
          text: { field: 'count', type: 'quantitative' },
          color: {
            condition: { test: `datum.count > ${0.4 * most}`, value: 'white' },
            value: '#333',
          },
        },
      },
    ],
  };
}

/** ROC (`roc`) or precision-recall curves, a line a class. */
export function curvesPlot(
  { curves }: ClassAnalysis,
  kind: 'roc' | 'precisionRecall',
): TopLevelSpec {
  const rows = curves.flatMap(({ label, [kind]: points }) =>
    points.map(([x, y], order) => ({ label, x, y, order })),
  );
  const [across, up] =
    kind === 'roc' ? ['false positive rate', 'true positive rate'] : ['recall', 'precision'];
  return {
    ...{ data: values(rows), width: 260, height: 240 },
    mark: { type: 'line', interpolate: kind === 'roc' ? 'linear' : 'step-before' },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: across, scale: { domain: [0, 1] } },
      y: { field: 'y', type: 'quantitative', title: up, scale: { domain: [0, 1] } },
      color: { field: 'label', type: 'nominal', title: 'class', sort: null },
      order: { field: 'order', type: 'quantitative' },
    },
  };
}

/** How sure against how often right; the line is where both agree. */
export function calibrationPlot({ calibration }: ClassAnalysis): TopLevelSpec {
  const unit = { domain: [0, 1] };
  return {
    ...{ width: 260, height: 240 },
    layer: [
      {
        data: values([
          { predicted: 0, came: 0 },
          { predicted: 1, came: 1 },
        ]),
        mark: { type: 'line', strokeDash: [4, 4], color: '#999' },
        encoding: {
          x: { field: 'predicted', type: 'quantitative', scale: unit },
          y: { field: 'came', type: 'quantitative', scale: unit },
        },
      },
      {
        data: values(calibration),
        mark: { type: 'line', point: true, color: COLOUR },
        encoding: {
          x: { field: 'predicted', type: 'quantitative', title: 'how sure', scale: unit },
          y: { field: 'came', type: 'quantitative', title: 'how often right', scale: unit },
        },
      },
    ],
  };
}

/** What is left of the true value, over what was predicted. */
export function residualPlot(predicted: NonNullable<Analysis['predicted']>): TopLevelSpec {
  const rows = predicted.map(([truth, said]) => ({ said, residual: truth - said }));
  return {
    ...{ width: 420, height: 240 },
    layer: [
      {
        data: values(rows),
        mark: { type: 'point', color: COLOUR, opacity: 0.6 },
        encoding: {
          x: { field: 'said', type: 'quantitative', title: 'predicted', scale: { zero: false } },
          y: { field: 'residual', type: 'quantitative', title: 'true − predicted' },
        },
      },
      {
        data: values([{ zero: 0 }]),
        mark: { type: 'rule', color: '#999' },
        encoding: { y: { field: 'zero', type: 'quantitative' } },
      },
    ],
  };
}

/** Bars with a name each: slices, columns. */
export function barsPlot(
  rows: readonly { readonly name: string; readonly value: number }[],
  title: string,
): TopLevelSpec {
  return {
    ...{ data: values(rows), width: 360 },
    mark: { type: 'bar', color: COLOUR },
    encoding: {
      y: { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: 260 } },
      x: { field: 'value', type: 'quantitative', title },
    },
  };
}
