import type { Dag } from '../dag/dag-definition.ts';
import type { DagRuntime } from './dag-runtime.ts';
import { hiddenRuntime } from './hidden-runtime.ts';

export type { Callbacks, DagRuntime, SourcePlace, TaskBody } from './dag-runtime.ts';
export type { DagListener } from '../scope/slot.ts';
export { readPlan } from '../compile/read-plan.ts';
export { unrunnableWords, type UnrunnableWord } from '../plan/unrunnable-words.ts';

/**
 * The code behind a dag.
 *
 * @throws TypeError when the value is not what `dag` returned, or stands for a faulty dag.
 */
export function runtimeOf(dag: Dag<never, unknown>): DagRuntime {
  const runtime = hiddenRuntime(dag);
  if (runtime !== undefined) return runtime;
  throw new TypeError('This is not a dag: it was not made by `dag({ … }, …)`, or it had faults.');
}
