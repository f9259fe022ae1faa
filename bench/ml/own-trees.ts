import { boostedProbabilities, boostedScores } from '../../ml/boosting/gradient-boosting.ts';
import {
  fitBoostedClassifierOnThreads,
  fitBoostedRegressionOnThreads,
} from '../../ml/boosting/boosting-on-threads.ts';
import { indexLabels, type LabelledMatrix, type Matrix } from '../../ml/data/matrix.ts';
import { r2Score } from '../../ml/metrics/regression-scores.ts';
import { likeliest } from '../../ml/model/likeliest.ts';
import {
  fitForestOnThreads,
  fitRegressionForestOnThreads,
} from '../../ml/trees/forest-on-threads.ts';
import { forestProbabilities } from '../../ml/trees/random-forest.ts';
import { forestPredictions } from '../../ml/trees/regression-forest.ts';
import type { TreeCase, TreeData } from './tree-cases.ts';

/** How long a fit took, and accuracy or R² on the rows held back. */
export interface TreeFit {
  readonly seconds: number;
  readonly score: number;
}

/** Fits with as many threads as told, else as the machine has. */
export async function ownFit({ model, data, trees }: TreeCase, threads?: number): Promise<TreeFit> {
  const [train, held] = parts(data.features, data.trainRows);
  const options = { ...(threads !== undefined && { threads }), seed: 1 };
  const targets = data.targets.subarray(0, data.trainRows);
  if (model === 'regression forest') {
    const fit = () => fitRegressionForestOnThreads(train, targets, { ...options, trees });
    return numbers(data, fit, (forest) => forestPredictions(forest, held));
  }
  if (model === 'boosting, numbers') {
    const fit = () => fitBoostedRegressionOnThreads(train, targets, { ...options, rounds: trees });
    return numbers(data, fit, (boosting) => boostedScores(boosting, held));
  }
  const labelled = { features: train, ...indexLabels(targets) };
  if (model === 'forest') {
    const fit = () => fitForestOnThreads(labelled, { ...options, trees });
    return classes(data, labelled, fit, (forest) => forestProbabilities(forest, held));
  }
  const fit = () => fitBoostedClassifierOnThreads(labelled, { ...options, rounds: trees });
  return classes(data, labelled, fit, (boosting) => boostedProbabilities(boosting, held));
}

async function timed<Fitted>(fit: () => Promise<Fitted>): Promise<readonly [Fitted, number]> {
  const since = performance.now();
  const fitted = await fit();
  return [fitted, (performance.now() - since) / 1000];
}

async function numbers<Fitted>(
  { targets, trainRows }: TreeData,
  fit: () => Promise<Fitted>,
  predict: (fitted: Fitted) => Float64Array,
): Promise<TreeFit> {
  const [fitted, seconds] = await timed(fit);
  return { seconds, score: r2Score([...targets.subarray(trainRows)], predict(fitted)) };
}

async function classes<Fitted>(
  { targets, trainRows }: TreeData,
  labelled: LabelledMatrix,
  fit: () => Promise<Fitted>,
  predict: (fitted: Fitted) => Float64Array,
): Promise<TreeFit> {
  const [fitted, seconds] = await timed(fit);
  const guessed = likeliest(predict(fitted), labelled.classes.length);
  const right = guessed.filter((at, row) => labelled.classes[at] === targets[trainRows + row]);
  return { seconds, score: right.length / guessed.length };
}

function parts({ rows, columns, values }: Matrix, cut: number): readonly [Matrix, Matrix] {
  return [
    { rows: cut, columns, values: values.slice(0, cut * columns) },
    { rows: rows - cut, columns, values: values.slice(cut * columns) },
  ];
}
