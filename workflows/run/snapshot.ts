import type { PlanNode } from '../../dsl/plan/plan.ts';
import type { InstancePath } from './instance-path.ts';
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
