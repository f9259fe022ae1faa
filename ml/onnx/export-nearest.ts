import type { Matrix } from '../data/matrix.ts';
import type { NearestNeighbours } from '../neighbours/nearest-neighbours.ts';
import type { NearestRegression } from '../neighbours/nearest-regression.ts';
import { addSquaredDistances } from './export-distances.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/** Adds the shares of the neighbours' votes, [N, k]. */
export function addNearest(graph: OnnxGraph, model: NearestNeighbours, features: string): string {
  const { data, neighbours, weights } = model;
  const near = addNeighbours(graph, data.features, neighbours, features);
  const labels = graph.integers('labels', [...data.labels]);
  const axis = graph.integers('axis', [2]);
  const label = graph.add('Unsqueeze', [graph.add('Gather', [labels, near.rows]), axis]);
  const each = graph.integers('each', [...data.classes.keys()]);
  const votes = graph.cast(graph.add('Equal', [label, each]), 'double');
  const share = graph.add('Unsqueeze', [addShares(graph, near.distances, weights), axis]);
  const cast = graph.add('Mul', [votes, share]);
  const sum = graph.add('ReduceSum', [cast, graph.integers('axis', [1])], { keepdims: { int: 0 } });
  return graph.cast(sum, 'float');
}

/** Adds the mean of the neighbours' targets, [N]. */
export function addNearestRegression(
  graph: OnnxGraph,
  model: NearestRegression,
  features: string,
): string {
  const near = addNeighbours(graph, model.features, model.neighbours, features);
  const targets = graph.doubles('targets', [model.targets.length], model.targets);
  const found = graph.add('Gather', [targets, near.rows]);
  const parts = graph.add('Mul', [found, addShares(graph, near.distances, model.weights)]);
  const axis = graph.integers('axis', [1]);
  return graph.cast(graph.add('ReduceSum', [parts, axis], { keepdims: { int: 0 } }), 'float');
}

/** Rows beyond the neighbours that are measured exactly, for distances that nearly tie. */
const SPARE = 32;

/**
 * The nearest rows' numbers and squared distances, [N, neighbours], nearest first. A fast product
 * finds candidates; their distances are then added up column by column as the trainer does it, to
 * the bit, and of equals the earlier row wins: distances between real rows do tie.
 */
function addNeighbours(
  graph: OnnxGraph,
  { rows, columns, values }: Matrix,
  neighbours: number,
  features: string,
): { readonly rows: string; readonly distances: string } {
  const candidates = Math.min(rows, 2 * neighbours + SPARE);
  const doubles = graph.cast(features, 'double');
  const rough = addSquaredDistances(graph, doubles, values, columns);
  const [, found] = addSmallest(graph, rough, candidates);
  const [among] = addSmallest(graph, found, candidates);
  const kept = graph.floats('rows', [rows, columns], values);
  const others = graph.cast(graph.add('Gather', [kept, among]), 'double');
  const own = graph.add('Unsqueeze', [doubles, graph.integers('axis', [1])]);
  const apart = graph.add('Sub', [own, others]);
  const sums = graph.add('CumSum', [graph.add('Mul', [apart, apart]), graph.integer('axis', 2)]);
  const last = graph.integer('last', columns - 1);
  const exact = graph.add('Gather', [sums, last], { axis: { int: 2 } });
  const [distances, places] = addSmallest(graph, exact, neighbours);
  return { rows: graph.add('GatherElements', [among, places], { axis: { int: 1 } }), distances };
}

/** The smallest values of each row, ascending, and their places; of equals the first. */
function addSmallest(graph: OnnxGraph, values: string, count: number): readonly [string, string] {
  const [smallest = '', places = ''] = graph.addMany({
    ...{ operator: 'TopK', domain: '', inputs: [values, graph.integers('count', [count])] },
    results: 2,
    attributes: { axis: { int: 1 }, largest: { int: 0 }, sorted: { int: 1 } },
  });
  return [smallest, places];
}

/** How much each neighbour counts, [N, neighbours], a row summing to 1. */
function addShares(graph: OnnxGraph, squared: string, weights: 'uniform' | 'distance'): string {
  const one = graph.doubles('one', [1], [1]);
  const zero = graph.doubles('zero', [1], [0]);
  const axis = graph.integers('axis', [1]);
  let votes: string;
  if (weights === 'uniform') {
    // A row of ones of the same size.
    votes = graph.add('Add', [graph.add('Mul', [squared, zero]), one]);
  } else {
    const distances = graph.add('Sqrt', [squared]);
    const same = graph.cast(graph.add('Equal', [distances, zero]), 'double');
    const exact = graph.add('Greater', [graph.add('ReduceSum', [same, axis]), zero]);
    votes = graph.add('Where', [exact, same, graph.add('Div', [one, distances])]);
  }
  return graph.add('Div', [votes, graph.add('ReduceSum', [votes, axis])]);
}
