import { pathToFileURL } from 'node:url';
import type { DagRuntime, TaskBody } from '../../../dsl/runtime/dag-runtime.ts';
import { runtimeOf } from '../../../dsl/runtime/index.ts';
import { FAILURE_TYPES } from '../../../workflows/protocol/index.ts';
import { exportedDags } from '../../loading/child/exported-dags.ts';
import { faultOfThrown } from '../describe-thrown.ts';
import { finalFault } from '../fault.ts';
import type { Order } from './channel.ts';

/** Finds the body of a task in its dag file. @throws TaskFault when it is not what the run was started on. */
export async function loadBody(order: Order): Promise<TaskBody> {
  const { bodies } = await loadRuntime(order);
  const body = bodies.get(order.taskId);
  if (body !== undefined) return body;
  // `loadRuntime` looks for the task as well.
  throw new Error(`Task "${order.taskId}" has no body.`);
}

/** The dag a task belongs to, with its code. @throws TaskFault as `loadBody`. */
export async function loadRuntime({
  file,
  instance,
  taskId,
  planHash,
}: Order): Promise<DagRuntime> {
  const { dagId } = instance;
  const found = exportedDags(await imported(file)).find(({ id }) => id === dagId);
  const runtime = found && runtimeOf(found);
  if (runtime?.bodies.get(taskId) === undefined) {
    throw finalFault(
      FAILURE_TYPES.unknownTask,
      `"${file}" has no task "${taskId}" in a dag "${dagId}" any more. ` +
        'Keep the dag files of a build unchanged until its runs have ended.',
    );
  }
  if (runtime.plan.hash === planHash) return runtime;
  throw finalFault(
    FAILURE_TYPES.buildMismatch,
    `"${file}" was changed since this run was started: dag "${dagId}" has plan ${runtime.plan.hash.slice(0, 12)}, ` +
      `the run has ${planHash.slice(0, 12)}. Keep the dag files of a build unchanged until its runs have ended.`,
  );
}

async function imported(file: string): Promise<object> {
  try {
    // A module is an object; what it exports is looked at value by value.
    return (await import(pathToFileURL(file).href)) as object;
  } catch (thrown) {
    const { message } = faultOfThrown(thrown);
    throw finalFault(FAILURE_TYPES.unknownTask, `"${file}" could not be loaded: ${message}`);
  }
}
