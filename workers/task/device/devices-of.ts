import type { PlanTaskOptions } from '../../../dsl/plan/plan-task-options.ts';

/** How many devices a task needs for itself: those it asks for, and one on the queue `gpu`. */
export function devicesOf({
  queue,
  resources = {},
}: Pick<PlanTaskOptions, 'queue' | 'resources'>): number {
  const { gpu = 0, gpuMemoryBytes = 0 } = resources;
  return Math.max(gpu, gpuMemoryBytes > 0 || queue === 'gpu' ? 1 : 0);
}
