import type { z } from 'zod';
import { notBuilt } from '../not-built.ts';
import type { Duration } from './duration.ts';
import type { TaskContext } from './task-context.ts';
import type { NoInput, TaskOf } from './task-of.ts';
import type { TaskOptions } from './task-options.ts';

/** Defines a sensor: `poke` returns the value once the world is ready, `undefined` or `false` to be asked again. Holds no slot between pokes. */
export function sensor<I extends z.ZodObject = NoInput, O extends z.ZodType = z.ZodLiteral<true>>(
  definition: TaskOptions & {
    name: string;
    input?: I;
    output?: O;
    pokeInterval?: Duration;
    exponentialBackoff?: boolean;
    softFail?: boolean;
    poke: (
      input: z.output<I>,
      context: TaskContext,
    ) => NoInfer<z.input<O> | undefined | false | Promise<z.input<O> | undefined | false>>;
  },
): TaskOf<I, O> {
  void definition;
  return notBuilt();
}
