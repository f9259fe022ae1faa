import { Agenda } from '../agenda.ts';

/**
 * A stable topological order: of all that could come next, the first in the given order.
 *
 * @param edges For each position, the positions that have to come after it.
 * @returns positions in order; fewer than given when they form a cycle.
 */
export function topologicalOrder(edges: readonly ReadonlySet<number>[]): number[] {
  const waitsFor = edges.map(() => 0);
  for (const targets of edges) {
    for (const target of targets) waitsFor[target] = (waitsFor[target] ?? 0) + 1;
  }
  const ready = new Agenda();
  waitsFor.forEach((count, position) => {
    if (count === 0) ready.push(position);
  });
  const order: number[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    order.push(next);
    for (const target of edges[next] ?? []) {
      const left = (waitsFor[target] ?? 0) - 1;
      waitsFor[target] = left;
      if (left === 0) ready.push(target);
    }
  }
  return order;
}
