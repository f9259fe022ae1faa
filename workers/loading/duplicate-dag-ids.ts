import type { CheckedDag } from './check-report.ts';
import type { LoadFault } from './load-fault.ts';

/** A fault at every place of a dag id that is used more than once: which one is meant is unknown. */
export function duplicateDagIds(dags: readonly CheckedDag[]): readonly LoadFault[] {
  const byId = new Map<string, CheckedDag[]>();
  for (const dag of dags) byId.set(dag.plan.id, [...(byId.get(dag.plan.id) ?? []), dag]);
  return [...byId.values()]
    .filter((same) => same.length > 1)
    .flatMap((same) =>
      same.map((dag) =>
        duplicate(
          dag,
          same.filter((other) => other !== dag),
        ),
      ),
    );
}

function duplicate(dag: CheckedDag, others: readonly CheckedDag[]): LoadFault {
  const at = dag.places[''];
  return {
    severity: 'error',
    code: 'LOAD018',
    file: dag.file,
    ...(at !== undefined && { line: at.line, column: at.column }),
    dagId: dag.plan.id,
    message: `Dag id "${dag.plan.id}" is used more than once: also at ${others.map(placeOf).join(', ')}.`,
    expected: 'An id belongs to one dag of the folder.',
    mend: 'Give each dag an id of its own.',
  };
}

function placeOf(dag: CheckedDag): string {
  const at = dag.places[''];
  return at === undefined ? dag.file : `${at.file}:${at.line}`;
}
