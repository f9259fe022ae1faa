import { scoreByName } from '../../ml/metrics/score-by-name.ts';
import { criterionText, type Criterion } from '../problem/criterion.ts';
import type { Problem } from '../problem/problem.ts';
import type { ChampionComparison, JudgedCriterion } from './evaluation.ts';
import type { FairnessFinding } from './fairness.ts';

/** What the baseline reaches, and whether the model is better in 95 % of samples of the rows. */
export interface BaselineGap {
  readonly kind: string;
  readonly score: number;
  readonly beaten: boolean;
}

/** The problem's criteria; a run may ask for another bound on the metric that ranks. */
export function criteriaOf(
  { criteria, metric }: Problem,
  bound: number | undefined,
): readonly Criterion[] {
  if (bound === undefined) return criteria;
  const asked = scoreByName(metric).higherIsBetter ? { min: bound } : { max: bound };
  const own: Criterion = { metric, ...asked, because: 'Asked for by this run.' };
  return [own, ...criteria.filter((one) => one.metric !== metric)];
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
  if (baseline.beaten) return missed;
  const said = `The baseline is not beaten: always saying the ${baseline.kind} reaches ${problem.metric} ${shown(baseline.score)}, the model ${shown(metrics[problem.metric] ?? NaN)}.`;
  return [said, ...missed];
}

/** Which groups are treated too differently. */
export function judgedFairness(findings: readonly FairnessFinding[]): string[] {
  return findings
    .filter(({ met }) => !met)
    .map(
      ({ metric, column, value, max }) =>
        `${metric} of "${column}" is ${shown(value)}; asked for: at most ${max}.`,
    );
}

/** Whether the version that serves now is clearly better: McNemar's p below 0.05, or a better value. */
export function worseThan(
  champion: ChampionComparison | null,
  { metric }: Problem,
  score: number,
): string[] {
  if (champion === null) return [];
  const { version, onlyCandidate, onlyChampion, pValue } = champion;
  const sign = scoreByName(metric).higherIsBetter ? 1 : -1;
  const worse =
    pValue === null
      ? sign * (score - champion.score) < 0
      : pValue < 0.05 && onlyChampion > onlyCandidate;
  if (!worse) return [];
  return [`Version ${version}, which serves now, is better: ${metric} ${shown(champion.score)}.`];
}

/** Four digits, without zeros at the end. */
export const shown = (value: number): string => value.toPrecision(4).replace(/(\.\d*?)0+$/, '$1');
