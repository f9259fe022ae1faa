import type { Trace } from '../fault/trace.ts';
import { isPoisoned, referenceData } from '../reference/reference-data.ts';
import { isAround, usableHere } from '../reference/usable-here.ts';
import type { EdgeEnd, Frame } from './draft.ts';
import { nodesRead } from './expression-draft.ts';
import { recordFault } from './slot.ts';

/** What `after` and `chain` accept, turned into the nodes and groups to wait for. */
export function edgeEnds(links: unknown, frame: Frame, place: string, trace: Trace): EdgeEnd[] {
  const list: readonly unknown[] = Array.isArray(links) ? links : [links];
  return list.flatMap((link) => {
    if (link === undefined || isPoisoned(link)) return [];
    const data = referenceData(link);
    if (data === undefined) {
      recordFault(frame.region.dag, {
        code: 'DAG012',
        place,
        problem: `"${place}" is to wait for ${show(link)}, which is not a reference.`,
        expected:
          'Order is given by references: what a call of a task, map, branch or group returned.',
        hint: 'Keep what the call returned in a constant, and name that.',
        trace,
      });
      return [];
    }
    if (!usableHere(data, { frame, trace, place })) return [];
    return [...(data.ends ?? nodesRead(data.expression))];
  });
}

function show(link: unknown): string {
  if (typeof link === 'string') return JSON.stringify(link);
  return typeof link === 'function' ? 'a function' : `a value of type ${typeof link}`;
}

/** Puts one thing before another. */
export function addEdge(from: EdgeEnd, to: EdgeEnd, trace: Trace): void {
  const { dag } = to.region;
  if (!isAround(from.region, to.region)) {
    recordFault(dag, {
      code: 'DAG011',
      place: to.id,
      problem: `"${to.id}" is to wait for "${from.id}", which lives inside ${from.region.what}.`,
      expected: 'What is outside can wait for the whole of it only.',
      hint: `Name the result of ${from.region.what} instead.`,
      trace,
    });
  } else if (from === to) {
    recordFault(dag, {
      code: 'DAG007',
      place: to.id,
      problem: `"${to.id}" is to wait for itself.`,
      expected: 'A dag has no cycle.',
      hint: 'Take it out of its own `after` or `chain`.',
      trace,
    });
  } else if (from.kind === 'group' || to.kind === 'group') {
    dag.groupEdges.push({ from, to });
  } else {
    to.upstream.add(from);
  }
}
