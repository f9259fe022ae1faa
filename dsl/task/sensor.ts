import { z } from 'zod';
import { traceCaller } from '../fault/trace.ts';
import { callable } from './callable.ts';
import { defineTask } from './define-task.ts';
import { OptionReader } from './read-task-options.ts';
import type { Duration } from './duration.ts';
import type { TaskContext } from './task-context.ts';
import type { NoInput, TaskOf } from './task-of.ts';
import type { TaskOptions } from './task-options.ts';

/** A value, or not yet. */
type Poked<T> = T | undefined | false;

/** Airflow's default. */
const POKE_INTERVAL_MS = 60_000;

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
    ) => Poked<NoInfer<z.input<O>>> | Promise<Poked<NoInfer<z.input<O>>>>;
  },
): TaskOf<I, O> {
  const trace = traceCaller(sensor);
  const read = new OptionReader(definition, { place: definition.name, trace });
  const kind = {
    kind: 'sensor',
    bodyName: 'poke',
    body: definition.poke,
    output: z.literal(true),
    options: ['pokeInterval', 'exponentialBackoff', 'softFail'],
    sensor: {
      pokeIntervalMs: read.duration('pokeInterval', 'more') ?? POKE_INTERVAL_MS,
      exponentialBackoff: read.boolean('exponentialBackoff') ?? false,
      softFail: read.boolean('softFail') ?? false,
    },
  } as const;
  return callable(defineTask(definition, kind, trace));
}
