import type { ChildDagNode } from '../../dsl/plan/plan.ts';
import type { ToldCallback } from '../../workflows/dag-run/engine-activities.ts';
import type { TaskError } from '../../workflows/run/index.ts';
import { messageOfInstance } from '../engine/messages-of-end.ts';
import { TEST_BUILD } from './attempt-runner.ts';
import type { StartedInstance } from './started-instance.ts';
import type { VirtualRun } from './virtual-run.ts';

const STATES = {
  execute: 'running',
  success: 'success',
  failure: 'failed',
  retry: 'up_for_retry',
} as const;

/** Tells the callback of a run that another one started, as the engine does, where there is one. */
export function tellOfChild(
  run: VirtualRun,
  { command: { path }, attempt: tried, generation }: StartedInstance,
  node: ChildDagNode,
  kind: ToldCallback['kind'],
  error?: TaskError,
): void {
  if (!node.options.callbacks.includes(kind)) return;
  const { world, facts } = run.options;
  const told: ToldCallback = {
    ...{ run: facts, planHash: run.plan.hash, path, taskId: node.id, generation, tried, kind },
    ...{ state: STATES[kind], isolation: node.options.isolation },
    ...(error === undefined ? {} : { error: `${error.type}: ${error.message}` }),
  };
  world.options.callbacks.expect();
  world.spawn(() => world.options.stores.outbox.write([messageOfInstance(told, TEST_BUILD)]));
}
