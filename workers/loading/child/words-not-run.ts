import type { PlanNode, Region } from '../../../dsl/plan/plan.ts';
import type { FoundDag, FoundFault } from './check-message.ts';

/** Words of the surface that this version compiles but does not run: refused by name, never ignored. */
export function wordsNotRun(dag: FoundDag): readonly FoundFault[] {
  const faults = pendingNodes(dag.plan.root).map((node) => pendingFault(dag, node));
  return dag.plan.schedule?.kind === 'events' ? [...faults, eventSchedule(dag)] : faults;
}

type Pending = Extract<PlanNode, { kind: 'pending' }>;

function pendingNodes(region: Region): readonly Pending[] {
  return region.nodes.flatMap((node): readonly Pending[] => {
    switch (node.kind) {
      case 'pending':
        return [node, ...node.regions.flatMap(pendingNodes)];
      case 'map':
        return pendingNodes(node.body);
      case 'branch':
        return node.cases.flatMap((one) => pendingNodes(one.region));
      case 'task':
      case 'shortCircuit':
        return [];
    }
  });
}

function pendingFault(dag: FoundDag, node: Pending): FoundFault {
  const at = dag.places[node.id];
  return {
    severity: 'error',
    code: 'DAG090',
    message: `\`${node.word}\` compiles, but this version of Perdure does not run it yet.`,
    ...(at !== undefined && { at }),
    dagId: dag.plan.id,
    place: `${dag.plan.id}/${node.id}`,
    expected: 'task, map, branch, group, chain, shortCircuit and expressions',
    mend: `Leave \`${node.word}\` out until a version that runs it.`,
  };
}

function eventSchedule(dag: FoundDag): FoundFault {
  const at = dag.places[''];
  return {
    severity: 'error',
    code: 'DAG091',
    message:
      'A schedule by assets or events compiles, but this version of Perdure does not run it yet.',
    ...(at !== undefined && { at }),
    dagId: dag.plan.id,
    place: dag.plan.id,
    expected: 'a preset, `cron(…)`, `every(…)` or no schedule',
    mend: 'Schedule the dag by time, or trigger it by hand.',
  };
}
