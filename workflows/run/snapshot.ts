import type { PlanNode } from '../../dsl/plan/plan.ts';
import { ownInstances } from './all-instances.ts';
import { compareInstances } from './command-order.ts';
import type { InstancePath } from './instance-path.ts';
import { pathOf, type RunBook } from './run-book.ts';
import type { TaskState } from './state.ts';

/** One instance as the database and the screens see it. */
export interface InstanceRow {
  readonly path: InstancePath;
  readonly taskId: string;
  readonly mapIndex: readonly number[];
  readonly kind: PlanNode['kind'];
  readonly state: TaskState;
  readonly reason?: string;
}

/** Every instance that has a state, in the plan's order, then by index. */
export function snapshotOf(book: RunBook): InstanceRow[] {
  const instances = [...ownInstances(book)].filter(({ state }) => state !== 'none');
  return instances.sort(compareInstances).map((instance) => ({
    path: pathOf(instance),
    taskId: instance.node.id,
    mapIndex: instance.frame.mapIndex,
    kind: instance.node.plan.kind,
    state: instance.state,
    ...(instance.reason === undefined ? {} : { reason: instance.reason }),
  }));
}
