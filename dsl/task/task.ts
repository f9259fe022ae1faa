import { z } from 'zod';
import type { Outlet } from '../asset/source.ts';
import { traceCaller } from '../fault/trace.ts';
import { callable } from './callable.ts';
import { defineTask } from './define-task.ts';
import type { TaskContext } from './task-context.ts';
import type { NoInput, TaskOf } from './task-of.ts';
import type { TaskOptions } from './task-options.ts';

/**
 * Defines a task. Callers wire `input`'s input side; `run` gets its parsed side; what `run` returns is parsed by `output`.
 *
 * @example
 * ```ts
 * const train = task({
 *   name: 'train',
 *   queue: 'gpu',
 *   input: z.object({ data: Dataset, lr: z.number() }),
 *   output: z.object({ uri: z.string(), accuracy: z.number() }),
 *   retries: 2,
 *   run: async ({ data, lr }, ctx) => {
 *     ctx.log.info(`Training on ${data.rows} rows`);
 *     return { uri: `models/${lr}`, accuracy: 0.97 };
 *   },
 * });
 * ```
 */
export function task<I extends z.ZodObject = NoInput, O extends z.ZodType = z.ZodVoid>(
  definition: TaskOptions & {
    name: string;
    input?: I;
    output?: O;
    outlets?: readonly Outlet<NoInfer<z.output<O>>>[];
    run: (input: z.output<I>, context: TaskContext) => NoInfer<z.input<O> | Promise<z.input<O>>>;
  },
): TaskOf<I, O> {
  const kind = { kind: 'task', bodyName: 'run', output: z.void(), options: ['outlets'] } as const;
  const body = definition.run;
  return callable(defineTask(definition, { ...kind, body }, traceCaller(task)));
}
