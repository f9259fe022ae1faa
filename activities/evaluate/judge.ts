import { scoreByName } from '../../ml/metrics/score-by-name.ts';
import { criterionText, type Criterion } from '../problem/criterion.ts';
import type { Problem } from '../problem/problem.ts';
import type { JudgedCriterion } from './evaluation.ts';

/** What of the gap to the baseline is certain: its lower end, more is better. */
export interface BaselineGap {
  readonly kind: string;
  readonly score: number;
  /** By how much the candidate is better, at least, in 95 % of samples of the rows. */
  readonly surely: number;
}

/** Criteria with what was reached. One whose metric is not defined for the rows is missed. */
export function judge(
  criteria: readonly Criterion[],
  metrics: Readonly<Record<string, number>>,
): JudgedCriterion[] {
  return criteria.map((criterion) => {
    const { metric, min = -Infinity, max = Infinity } = criterion;
    const value = metrics[metric];
    const met = value !== undefined && value >= min && value <= max;
    return { ...criterion, value: value ?? 0, met };
  });
}

/** Why a model is not to be promoted; empty if nothing stands against it. */
export function reasonsAgainst(
  problem: Problem,
  criteria: readonly JudgedCriterion[],
  metrics: Readonly<Record<string, number>>,
  baseline: BaselineGap,
): string[] {
  const from = problem.file === undefined ? '' : ` (${problem.file})`;
  const missed = criteria
    .filter(({ met }) => !met)
    .map((one) => {
      const value = metrics[one.metric];
      const found = value === undefined ? 'is not defined here' : `is ${shown(value)}`;
      return `${one.metric} ${found}; asked for: ${criterionText(one)}${from}.`;
    });
  if (baseline.surely > 0) return missed;
  const said = `The baseline is not beaten: always saying the ${baseline.kind} reaches ${problem.metric} ${shown(baseline.score)}, the model ${shown(metrics[problem.metric] ?? NaN)}.`;
  return [said, ...missed];
}

/** By how much `score` is better than `other`, whichever way the metric goes. */
export function better(metric: string, score: number, other: number): number {
  return scoreByName(metric).higherIsBetter ? score - other : other - score;
}

const shown = (value: number): string => value.toPrecision(4).replace(/(\.\d*?)0+$/, '$1');
