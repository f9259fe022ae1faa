import type { PlanNode } from '../../dsl/plan/plan.ts';
import { compareInstances } from './command-order.ts';
import type { Frame, Instance } from './instance.ts';
import type { InstancePath } from './instance-path.ts';
import { pathOf } from './run-book.ts';
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
export function snapshotOf(root: Frame): InstanceRow[] {
  const instances: Instance[] = [];
  collect(root, instances);
  return instances.sort(compareInstances).map((instance) => ({
    path: pathOf(instance),
    taskId: instance.node.id,
    mapIndex: instance.frame.mapIndex,
    kind: instance.node.plan.kind,
    state: instance.state,
    ...(instance.reason === undefined ? {} : { reason: instance.reason }),
  }));
}

function collect(frame: Frame, into: Instance[]): void {
  for (const instance of frame.instances) {
    if (instance.state !== 'none') into.push(instance);
    for (const inner of instance.inside?.frames ?? []) collect(inner, into);
  }
}
