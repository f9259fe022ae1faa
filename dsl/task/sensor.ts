import { z } from 'zod';
import type { Outlet } from '../asset/source.ts';
import { traceCaller } from '../fault/trace.ts';
import { callable } from './callable.ts';
import { defineTask } from './define-task.ts';
import { POKE_NAMES, readPoke } from './read-poke.ts';
import type { TaskContext } from './task-context.ts';
import type { NoInput, SensorOf } from './task-of.ts';
import type { PokeOptions, TaskOptions } from './task-options.ts';

/** A value, or not yet. */
type Poked<T> = T | undefined | false;

/**
 * Defines a sensor: `poke` returns the value once the world is ready, `undefined` or `false` to be asked again. Holds no slot between pokes.
 *
 * @example
 * ```ts
 * const fileReady = sensor({
 *   name: 'file_ready',
 *   input: z.object({ path: z.string() }),
 *   output: z.object({ size: z.number() }),
 *   pokeInterval: '1m',
 *   poke: async ({ path }) => (path.length > 0 ? { size: 1 } : undefined),
 * });
 * ```
 */
export function sensor<I extends z.ZodObject = NoInput, O extends z.ZodType = z.ZodLiteral<true>>(
  definition: TaskOptions &
    PokeOptions & {
      name: string;
      input?: I;
      output?: O;
      outlets?: readonly Outlet<NoInfer<z.output<O>>>[];
      poke: (
        input: z.output<I>,
        context: TaskContext,
      ) => Poked<NoInfer<z.input<O>>> | Promise<Poked<NoInfer<z.input<O>>>>;
    },
): SensorOf<I, O> {
  const trace = traceCaller(sensor);
  const kind = {
    kind: 'sensor',
    bodyName: 'poke',
    body: definition.poke,
    output: z.literal(true),
    options: ['outlets', ...POKE_NAMES],
    poke: readPoke(definition, { place: definition.name, trace }),
  } as const;
  return callable(defineTask(definition, kind, trace));
}
