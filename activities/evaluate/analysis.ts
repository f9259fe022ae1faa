import { calibrationCurve, expectedCalibrationError } from '../../ml/evaluation/calibration.ts';
import type { CalibrationBin } from '../../ml/evaluation/calibration.ts';
import { worstClassPairs, type ClassPair } from '../../ml/evaluation/class-pairs.ts';
import {
  permutationImportance,
  type ColumnImportance,
} from '../../ml/evaluation/permutation-importance.ts';
import { worstSlices, type Slice } from '../../ml/evaluation/worst-slices.ts';
import { takeRows, type Table } from '../../ml/data/table.ts';
import {
  classificationMetrics,
  type ClassScores,
} from '../../ml/metrics/classification-metrics.ts';
import { scoreByName } from '../../ml/metrics/score-by-name.ts';
import type { Model, Prediction } from '../../ml/model/model.ts';
import { predict } from '../../ml/model/predict.ts';
import { targetOf, type ClassTarget, type Target, type ValueTarget } from '../fit/target.ts';
import type { Problem } from '../problem/problem.ts';
import { classCurves, thinned, type ClassCurves } from './curves.ts';
import { fairnessFindings, type FairnessFinding } from './fairness.ts';
import type { CandidateCurve } from './learning-curves.ts';
import { scoreInputOf } from './measure.ts';
import { sliceScores, type SliceScore } from './slices.ts';

/** Where the chosen model is right and wrong, for people to look at. */
export interface Analysis {
  readonly classes?: ClassAnalysis;
  /** True value, predicted value; a sample of the rows. */
  readonly predicted?: readonly (readonly [number, number])[];
  /** Those that the problem names, and the classes; worst first. */
  readonly slices: readonly SliceScore[];
  /** Those on which the model is significantly worse than elsewhere, whoever named them. */
  readonly weakSlices: readonly Slice[];
  readonly fairness: readonly FairnessFinding[];
  readonly importance: readonly ColumnImportance[];
  /** How training went, of the candidates that recorded it; the chosen one first if it did. */
  readonly learning?: readonly CandidateCurve[];
}
export interface ClassAnalysis {
  readonly labels: readonly string[];
  readonly perClass: readonly ClassScores[];
  /** What is taken for what, most often first. */
  readonly mistakes: readonly ClassPair[];
  readonly curves: readonly ClassCurves[];
  /** How sure against how often right, of the answer given. */
  readonly calibration: readonly CalibrationBin[];
  readonly calibrationError: number;
}

const MOST_CLASSES_WITH_CURVES = 12;
/** Rows that are shuffled for what the columns are worth. */
const MOST_SHUFFLED = 200;

/** Looks at the chosen model's answers from all sides. */
export async function analyse(
  problem: Problem,
  model: Model,
  table: Table,
  { prediction, target }: { readonly prediction: Prediction; readonly target: Target },
  signal: AbortSignal,
): Promise<Analysis> {
  const input = scoreInputOf(prediction, target);
  const columns = [...new Set([...problem.slices, ...classColumn(problem), ...textColumns(table)])];
  const found = {
    slices: sliceScores(table, columns, sliceScore(problem), input),
    weakSlices: worstSlices(table, lossesOf(prediction, target)),
    importance: await importanceOf(problem, model, table, signal),
  };
  if (prediction.task === 'classification' && target.task === 'classification') {
    const fairness = fairnessFindings(problem, table, prediction, target);
    return { ...found, fairness, classes: classAnalysis(prediction, target) };
  }
  if (prediction.task === 'regression' && target.task === 'regression') {
    return { ...found, fairness: [], predicted: pairs(prediction.values, target) };
  }
  return { ...found, fairness: [] };
}

/** Slices by class hold one class each, on which only shares of right answers say anything. */
function sliceScore({ task, metric }: Problem): ReturnType<typeof scoreByName> {
  return scoreByName(task === 'classification' ? 'accuracy' : metric);
}

const classColumn = ({ task, target }: Problem): readonly string[] =>
  task === 'classification' ? [target] : [];
const textColumns = (table: Table): readonly string[] =>
  table.columns.filter(({ type }) => type === 'text').map(({ name }) => name);

const pairs = (values: Float64Array, target: ValueTarget): readonly (readonly [number, number])[] =>
  thinned(
    Array.from(values, (value, row) => [target.values[row] ?? 0, value] as const),
    500,
  );

function classAnalysis(
  { labels: said, probabilities }: Extract<Prediction, { task: 'classification' }>,
  { labels, classes }: ClassTarget,
): ClassAnalysis {
  const names = classes.map(String);
  const metrics = classificationMetrics(
    labels,
    said,
    classes.map((_, at) => at),
  );
  const right = Array.from(labels, (label, row) => (label === said[row] ? 1 : 0));
  const sure = Array.from(said, (label, row) => probabilities[row * classes.length + label] ?? 0);
  return {
    labels: names,
    perClass: metrics.perClass,
    mistakes: worstClassPairs(metrics.confusion, classes).slice(0, 10),
    curves: names
      .slice(classes.length === 2 ? 1 : 0, MOST_CLASSES_WITH_CURVES)
      .flatMap((label) =>
        curvesOf(label, names.indexOf(label), labels, probabilities, names.length),
      ),
    calibration: calibrationCurve(
      right,
      sure.map((share) => Math.min(1, share)),
    ),
    calibrationError: expectedCalibrationError(labels, clipped(probabilities), classes.length),
  };
}

/** Rounding may carry a share a hair above 1. */
const clipped = (shares: Float64Array): Float64Array =>
  shares.map((share) => Math.min(1, Math.max(0, share)));

function curvesOf(
  label: string,
  place: number,
  labels: Int32Array,
  probabilities: Float64Array,
  classes: number,
): ClassCurves[] {
  const positive = Array.from(labels, (one) => (one === place ? 1 : 0));
  const scores = positive.map((_, row) => probabilities[row * classes + place] ?? 0);
  const curves = classCurves(label, positive, scores);
  return curves === undefined ? [] : [curves];
}

/** 1 for a wrong class; the squared error of a number. */
function lossesOf(prediction: Prediction, target: Target): Float64Array {
  if (prediction.task === 'classification' && target.task === 'classification') {
    return Float64Array.from(target.labels, (label, row) =>
      label === prediction.labels[row] ? 0 : 1,
    );
  }
  const said = prediction.task === 'regression' ? prediction.values : new Float64Array();
  const truth = target.task === 'regression' ? target.values : new Float64Array();
  return Float64Array.from(truth, (value, row) => (value - (said[row] ?? NaN)) ** 2);
}

async function importanceOf(
  { metric, target, task }: Problem,
  model: Model,
  table: Table,
  signal: AbortSignal,
): Promise<readonly ColumnImportance[]> {
  const score = scoreByName(metric);
  const step = Math.max(1, Math.ceil(table.rows / MOST_SHUFFLED));
  const some = Array.from({ length: Math.floor(table.rows / step) }, (_, at) => at * step);
  const { columns } = await permutationImportance(
    takeRows(table, some),
    async (rows) => {
      signal.throwIfAborted();
      const truth = targetOf(rows, target, task, model.classes);
      return score.compute(scoreInputOf(await predict(model, rows), truth));
    },
    {
      columns: model.pipeline.inputs.map(({ name }) => name),
      ...{ repeats: 3, seed: 7, higherIsBetter: score.higherIsBetter },
    },
  );
  return columns;
}
