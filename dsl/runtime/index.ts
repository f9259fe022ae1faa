import { notBuilt } from '../not-built.ts';
import type { Dag } from '../dag/dag-definition.ts';
import type { DagRuntime } from './dag-runtime.ts';

export type { DagRuntime, SourcePlace, TaskBody } from './dag-runtime.ts';

/** The code behind a dag. */
export function runtimeOf(dag: Dag<never, unknown>): DagRuntime {
  void dag;
  return notBuilt();
}
