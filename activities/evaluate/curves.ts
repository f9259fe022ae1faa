/** Points of a curve, from the strictest threshold to the mildest. */
export interface ClassCurves {
  readonly label: string;
  /** False positive rate, true positive rate. */
  readonly roc: readonly (readonly [number, number])[];
  /** Recall, precision. */
  readonly precisionRecall: readonly (readonly [number, number])[];
}

/** No page shows more points of one curve. */
const MOST_POINTS = 200;

/**
 * ROC and precision-recall curve of one class against the rest (Fawcett 2006, algorithm 2): a point
 * for each distinct score.
 *
 * @param positive 1 for rows of the class, else 0
 * @returns undefined when the rows are all of the class, or none is
 */
export function classCurves(
  label: string,
  positive: ArrayLike<number>,
  scores: ArrayLike<number>,
): ClassCurves | undefined {
  const rows = Array.from(positive, (_, row) => row);
  const of = (row: number): number => scores[row] ?? 0;
  rows.sort((a, b) => of(b) - of(a));
  const total = rows.reduce((sum, row) => sum + (positive[row] ?? 0), 0);
  if (total === 0 || total === rows.length) return undefined;
  const roc: [number, number][] = [[0, 0]];
  const precisionRecall: [number, number][] = [];
  let hits = 0;
  rows.forEach((row, at) => {
    hits += positive[row] ?? 0;
    const next = rows[at + 1];
    if (next !== undefined && of(next) === of(row)) return;
    const taken = at + 1;
    roc.push([(taken - hits) / (rows.length - total), hits / total]);
    precisionRecall.push([hits / total, hits / taken]);
  });
  return { label, roc: thinned(roc), precisionRecall: thinned(precisionRecall) };
}

/** At most so many points, the first and the last among them. */
export function thinned<T>(points: readonly T[], most = MOST_POINTS): readonly T[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, at) => points[Math.round(at * step)]).filter(
    (point) => point !== undefined,
  );
}
