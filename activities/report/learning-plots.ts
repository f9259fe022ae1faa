import type { TopLevelSpec } from 'vega-lite';
import type { CandidateCurve } from '../evaluate/learning-curves.ts';

const WIDTH = 260;
const HEIGHT = 200;
const COLOURS = { domain: ['training', 'validation'], range: ['#2563a8', '#c2571a'] };
/** What is shown beside the loss: the first that was measured. */
const BESIDE: readonly string[] = ['accuracy', 'rmse'];

interface PlotPoint {
  readonly step: number;
  readonly value: number;
  readonly part: string;
}

/** The loss on both parts, and beside it how right the model was on the validation part. */
export function learningPlots({ unit, points }: CandidateCurve): readonly TopLevelSpec[] {
  const of = (part: 'train' | 'validation', metric: string): PlotPoint[] =>
    points.flatMap(({ step, [part]: { [metric]: value } }) =>
      value === undefined
        ? []
        : [{ step, value, part: part === 'train' ? 'training' : 'validation' }],
    );
  const beside = BESIDE.find((metric) => of('validation', metric).length > 0);
  return [
    linesPlot([...of('train', 'loss'), ...of('validation', 'loss')], unit, 'loss'),
    ...(beside === undefined ? [] : [linesPlot(of('validation', beside), unit, beside)]),
  ];
}

function linesPlot(rows: readonly PlotPoint[], unit: string, title: string): TopLevelSpec {
  return {
    ...{ data: { values: [...rows] }, width: WIDTH, height: HEIGHT },
    mark: { type: 'line', point: rows.length <= 60 ? { size: 14 } : false },
    encoding: {
      x: { field: 'step', type: 'quantitative', title: unit },
      y: { field: 'value', type: 'quantitative', title, scale: { zero: false } },
      color: { field: 'part', type: 'nominal', title: null, scale: COLOURS },
    },
  };
}
