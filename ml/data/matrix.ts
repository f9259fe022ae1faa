/**
 * Features of many rows: row-major, single precision, because that is what an ONNX model receives.
 * Training on the same rounding keeps trainer and exported model within 1e-5 of each other.
 */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Length `rows * columns`. */
  readonly values: Float32Array;
}

/** What a classifier learns from: `features` [N, n] and, for each row, the position of its class. */
export interface LabelledMatrix {
  readonly features: Matrix;
  /** Length N, each from 0 to `classes.length - 1`. */
  readonly labels: Int32Array;
  /** The label values themselves, ascending. */
  readonly classes: readonly number[];
}

/** Builds a matrix. @throws RangeError when the values do not fill it. */
export function matrix(rows: number, columns: number, values: ArrayLike<number>): Matrix {
  if (values.length !== rows * columns) {
    throw new RangeError(
      `A matrix of ${rows} x ${columns} needs ${rows * columns} values, not ${values.length}.`,
    );
  }
  const held = values instanceof Float32Array ? values : Float32Array.from(values);
  return { rows, columns, values: held };
}

/** The given rows, in the given order. */
export function selectRows(source: Matrix, rows: ArrayLike<number>): Matrix {
  const { columns } = source;
  const values = new Float32Array(rows.length * columns);
  for (let target = 0; target < rows.length; target += 1) {
    const start = (rows[target] ?? 0) * columns;
    values.set(source.values.subarray(start, start + columns), target * columns);
  }
  return { rows: rows.length, columns, values };
}

/** Distinct label values, ascending, and each row's position among them. */
export function indexLabels(
  labels: ArrayLike<number>,
  known?: readonly number[],
): { readonly classes: readonly number[]; readonly labels: Int32Array } {
  const classes = known ?? [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const position = new Map(classes.map((value, index) => [value, index]));
  const indexed = Int32Array.from(labels, (value) => {
    const index = position.get(value);
    if (index === undefined) {
      throw new RangeError(`Label ${value} is not among the known classes ${classes.join(', ')}.`);
    }
    return index;
  });
  return { classes, labels: indexed };
}
