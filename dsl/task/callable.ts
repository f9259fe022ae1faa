import { traceCaller } from '../fault/trace.ts';
import { callTask } from './call-task.ts';
import type { TaskDefinition } from './task-definition.ts';

/** The function that authors call in a body; T is the type its definition earned. */
export function callable<T>(definition: TaskDefinition): T {
  const call = (input: unknown, options: unknown): unknown =>
    callTask(definition, input, options, traceCaller(call));
  Object.defineProperty(call, 'name', { value: definition.name });
  // `TaskOf` computes this type from the schemas; the function itself takes anything and checks.
  return Object.assign(call, { run: definition.run }) as T;
}
