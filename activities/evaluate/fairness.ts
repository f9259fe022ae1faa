import { groupFairness } from '../../ml/evaluation/group-fairness.ts';
import { columnOf, type Table } from '../../ml/data/table.ts';
import type { ClassLabel, Prediction } from '../../ml/model/model.ts';
import type { ClassTarget } from '../fit/target.ts';
import type { Problem } from '../problem/problem.ts';

/** How far apart the groups of a column are treated. */
export interface FairnessFinding {
  readonly column: string;
  readonly metric: Problem['groups'][number]['metric'];
  readonly positive: ClassLabel;
  readonly value: number;
  readonly max: number;
  readonly met: boolean;
  readonly groups: readonly {
    readonly group: string;
    readonly rows: number;
    readonly selected: number;
    readonly accuracy: number;
  }[];
}

/** Measures what the problem says of groups. @throws Error when it names a class there is not. */
export function fairnessFindings(
  { groups }: Problem,
  table: Table,
  prediction: Extract<Prediction, { task: 'classification' }>,
  target: ClassTarget,
): FairnessFinding[] {
  return groups.map(({ column, metric, max, positive = target.classes.at(-1) ?? 0 }) => {
    const place = target.classes.indexOf(positive);
    if (place < 0) throw new Error(`There is no class "${positive}" to compare groups by.`);
    const is = (label: number): number => (label === place ? 1 : 0);
    const values: ArrayLike<number | string | null> = columnOf(table, column).values;
    const found = groupFairness(
      Array.from(target.labels, is),
      Array.from(prediction.labels, is),
      Array.from(values, (value) => String(value ?? 'missing')),
    );
    const value = {
      demographic_parity_difference: found.demographicParityDifference,
      equalized_odds_difference: found.equalizedOddsDifference,
      equal_opportunity_difference: found.equalOpportunityDifference,
    }[metric];
    const rates = [...found.byGroup].map(([group, { rows, selectionRate, accuracy }]) => ({
      ...{ group: String(group), rows, selected: selectionRate, accuracy },
    }));
    return { column, metric, positive, value, max, met: value <= max, groups: rates };
  });
}
