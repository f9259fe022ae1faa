import type { LabelledMatrix, Matrix } from '../../ml/data/matrix.ts';
import type { Table } from '../../ml/data/table.ts';
import { classTarget, valueTarget } from '../../ml/data/target.ts';
import type { ClassLabel } from '../../ml/model/model.ts';

/** What is to be predicted of the rows of a part. */
export type Target = ClassTarget | ValueTarget;
export interface ClassTarget {
  readonly task: 'classification';
  /** [N], positions in `classes`. */
  readonly labels: Int32Array;
  readonly classes: readonly ClassLabel[];
}
export interface ValueTarget {
  readonly task: 'regression';
  /** [N], in the target's unit. */
  readonly values: Float64Array;
}

/** The target of a table; of a part behind the first, in the classes of the first. */
export function targetOf(
  table: Table,
  name: string,
  task: Target['task'],
  known?: readonly ClassLabel[],
): Target {
  if (task === 'regression') return { task, values: valueTarget(table, name) };
  return { task, ...classTarget(table, name, known) };
}

/** As the mathematics takes it: classes that are texts count by their position. */
export function labelledOf(features: Matrix, { labels, classes }: ClassTarget): LabelledMatrix {
  const numbers = classes.map((label, at) => (typeof label === 'number' ? label : at));
  return { features, labels, classes: numbers };
}

/** The classes of a target; none for numbers. */
export function classesOf(target: Target): readonly ClassLabel[] {
  return target.task === 'classification' ? target.classes : [];
}
