import type { KMeans } from '../clustering/k-means.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/**
 * Adds squared distances in doubles, [N, M], as |x|² - 2 x·v + |v|², which needs no tensor of
 * N · M · n. Its rounding is that of the squares: 1e-16 of them, so a distance of 0 may come out a
 * little above.
 *
 * @param rows [N, n] in doubles
 * @param vectors [M, n], row-major
 */
export function addSquaredDistances(
  graph: OnnxGraph,
  rows: string,
  vectors: ArrayLike<number>,
  columns: number,
): string {
  const own = graph.add('Mul', [rows, rows]);
  const squares = graph.add('ReduceSum', [own, graph.integers('axis', [1])]);
  const others = addLessSquares(graph, rows, vectors, columns);
  const zero = graph.doubles('zero', [1], [0]);
  return graph.add('Max', [graph.add('Add', [squares, others]), zero]);
}

/** Adds the number of the nearest centre, [N]: the first of equals. */
export function addNearestCentre(graph: OnnxGraph, model: KMeans, features: string): string {
  const rows = graph.cast(features, 'double');
  const distances = addLessSquares(graph, rows, model.centres, model.columns);
  return graph.add('ArgMin', [distances], { axis: { int: 1 }, keepdims: { int: 0 } });
}

/** |v|² - 2 x·v: what tells the distances of one row apart. */
function addLessSquares(
  graph: OnnxGraph,
  rows: string,
  vectors: ArrayLike<number>,
  columns: number,
): string {
  const count = vectors.length / columns;
  const turned = new Float64Array(vectors.length);
  const squares = new Float64Array(count);
  for (let v = 0; v < count; v += 1) {
    for (let c = 0; c < columns; c += 1) {
      const value = vectors[v * columns + c] ?? 0;
      turned[c * count + v] = -2 * value;
      squares[v] = (squares[v] ?? 0) + value * value;
    }
  }
  const product = graph.add('MatMul', [rows, graph.doubles('vectors', [columns, count], turned)]);
  return graph.add('Add', [product, graph.doubles('squares', [count], squares)]);
}
