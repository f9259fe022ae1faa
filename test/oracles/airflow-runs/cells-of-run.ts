import { isStartedNode, regionsOfNode } from '../../../dsl/plan/node-regions.ts';
import type { CompiledPlan, MapNode, PlanNode, Region } from '../../../dsl/plan/plan.ts';
import { parseInstancePath, type InstancePath } from '../../../workflows/run/instance-path.ts';
import type { InstanceRow } from '../../../workflows/run/snapshot.ts';

/** How a run stands, as the reducer tells it. */
export interface RunEnd {
  readonly rows: readonly InstanceRow[];
  readonly removed: readonly InstancePath[];
}
type Cells = Map<string, string>;

/** `train`, `fold.train[2]`: Airflow's task id and map index. */
export function keyOf(taskId: string, mapIndex: readonly number[]): string {
  return mapIndex.length === 0 ? taskId : `${taskId}[${mapIndex.join('][')}]`;
}

/**
 * The states of a run as Airflow's task instances show them.
 *
 * A1 Maps, branches and resources are no task instances in Airflow, so only what is inside counts.
 * A2 What is in a map that was not entered shows as one instance without an index for each task;
 *    for a literal list, whose length Airflow knows from the start, as one for each item.
 * A3 With `keepGone`, what was in a map that is not entered any more shows as ending with the map,
 *    not as removed (D15).
 */
export function cellsOf(plan: CompiledPlan, end: RunEnd, keepGone: boolean): Map<string, string> {
  const nodes = nodesById(plan.root);
  const cells: Cells = new Map();
  const entered = new Set(end.rows.map(({ taskId, mapIndex }) => `${taskId} ${mapIndex.length}`));
  const closed = new Map<string, string>();
  for (const { taskId, mapIndex, state } of end.rows) {
    const node = nodes.get(taskId);
    if (node?.kind === 'map') {
      const inside = tasksIn(node.body);
      if (inside.some((id) => entered.has(`${id} ${mapIndex.length + 1}`))) continue;
      for (const id of inside) closed.set(id, state);
      addUnentered(node, state, cells);
    } else if (node !== undefined && showsInAirflow(node))
      cells.set(keyOf(taskId, mapIndex), state);
  }
  for (const path of end.removed) addRemoved(path, keepGone ? closed : new Map(), cells);
  return cells;
}

function addUnentered(map: MapNode, state: string, cells: Cells): void {
  const { items } = map;
  const literal = items.kind === 'literal' && Array.isArray(items.value) ? items.value.length : 0;
  for (const id of tasksIn(map.body)) {
    if (literal === 0) cells.set(id, state);
    for (let index = 0; index < literal; index += 1) cells.set(keyOf(id, [index]), state);
  }
}

function addRemoved(path: InstancePath, closed: ReadonlyMap<string, string>, cells: Cells): void {
  const { taskId } = parseInstancePath(path);
  const mapIndex = [...path.matchAll(/\[(\d+)\]/g)].map(([, digits]) => Number(digits));
  cells.set(keyOf(taskId, mapIndex), closed.get(taskId) ?? 'removed');
  if (closed.has(taskId)) cells.delete(taskId);
}

function nodesById(region: Region, found = new Map<string, PlanNode>()): Map<string, PlanNode> {
  for (const node of region.nodes) {
    found.set(node.id, node);
    for (const inner of regionsOfNode(node)) nodesById(inner.region, found);
  }
  return found;
}

function tasksIn(region: Region): string[] {
  return [...nodesById(region).values()].filter(showsInAirflow).map(({ id }) => id);
}

function showsInAirflow(node: PlanNode): boolean {
  return isStartedNode(node) || node.kind === 'shortCircuit';
}
