import type { Matrix } from '../data/matrix.ts';
import type { NetworkSpec, Objective } from './network-spec.ts';

/** What a network learns from: rows [N, n] that went through the preprocessing, and their targets. */
export type NetworkData = ClassRows | ValueRows;
export interface ClassRows {
  readonly features: Matrix;
  /** [N], positions among the classes. */
  readonly labels: Int32Array;
  /** The label values; only their number counts here. */
  readonly classes: readonly unknown[];
}
export interface ValueRows {
  readonly features: Matrix;
  /** [N], in the target's unit. */
  readonly values: Float64Array;
}

/**
 * What a row's loss is measured against, on the scale that the output layer works on.
 *
 * Classification: T [N, k], the smoothed share of each class times the row's weight; the loss of a
 * row is -Σ T·log softmax. Regression: (value - shift) / scale, [N, 1].
 */
export interface Targets {
  readonly outputs: number;
  readonly shift: number;
  readonly scale: number;
  /** Writes the target of a row, `outputs` long, at an offset. */
  readonly write: (row: number, into: Float32Array, at: number) => void;
}

/**
 * Works the targets of the training part out; those of another part are measured on the same
 * scale and with the same weights.
 *
 * @throws RangeError when the data does not fit the objective
 */
export function targetsOf(
  train: NetworkData,
  spec: NetworkSpec,
  part: NetworkData = train,
): Targets {
  checkInput(train, spec);
  checkInput(part, spec);
  const objective = objectiveOf(spec);
  if (objective.kind === 'regression') return valueTargets(valuesOf(train), valuesOf(part));
  return classTargets(classesOf(train), classesOf(part), objective);
}

export function objectiveOf(spec: NetworkSpec): Objective {
  return spec.objective ?? { kind: 'classification' };
}

/** Units of the output layer. @throws RangeError when the data does not fit the objective */
export function outputsFor(data: NetworkData, spec: NetworkSpec): number {
  return objectiveOf(spec).kind === 'regression' ? 1 : classesOf(data).classes.length;
}

function valueTargets(train: ValueRows, part: ValueRows): Targets {
  const rows = train.values.length;
  const shift = train.values.reduce((sum, value) => sum + value, 0) / rows;
  const spread = train.values.reduce((sum, value) => sum + (value - shift) ** 2, 0) / rows;
  const scale = spread > 0 ? Math.sqrt(spread) : 1;
  return {
    ...{ outputs: 1, shift, scale },
    write: (row, into, at) => {
      into[at] = ((part.values[row] ?? 0) - shift) / scale;
    },
  };
}

function classTargets(
  train: ClassRows,
  part: ClassRows,
  objective: Objective & { kind: 'classification' },
): Targets {
  const k = train.classes.length;
  const { labelSmoothing = 0 } = objective;
  const weights = classWeights(train, objective);
  return {
    ...{ outputs: k, shift: 0, scale: 1 },
    write: (row, into, at) => {
      const label = part.labels[row] ?? 0;
      const weight = weights[label] ?? 1;
      into.fill((weight * labelSmoothing) / k, at, at + k);
      into[at + label] = weight * (1 - labelSmoothing + labelSmoothing / k);
    },
  };
}

function classWeights(
  { labels, classes }: ClassRows,
  { classWeights: given }: Objective & { kind: 'classification' },
): readonly number[] {
  if (given === undefined) return [];
  if (given !== 'balanced') {
    if (given.length === classes.length) return given;
    throw new RangeError(`${given.length} class weights do not fit ${classes.length} classes.`);
  }
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts.map((count) => (count === 0 ? 1 : labels.length / (classes.length * count)));
}

function classesOf(data: NetworkData): ClassRows {
  if ('labels' in data) return data;
  throw new RangeError('A network for classification learns from labels; the data has values.');
}

function valuesOf(data: NetworkData): ValueRows {
  if ('values' in data) return data;
  throw new RangeError('A network for regression learns from values; the data has labels.');
}

function checkInput({ features }: NetworkData, spec: NetworkSpec): void {
  if (features.rows === 0) throw new RangeError('A network cannot learn from no rows.');
  const size = spec.input.reduce((all, side) => all * side, 1);
  if (size === features.columns) return;
  throw new RangeError(
    `The network takes rows of ${spec.input.join(' x ')} = ${size} values, the data has ${features.columns} columns.`,
  );
}
