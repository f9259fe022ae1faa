import type { z } from 'zod';
import { traceCaller } from '../fault/trace.ts';
import { addRepeat } from './add-repeat.ts';
import type { Given, Ref, RefTo } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';
import type { Placement } from '../task/task-options.ts';

/**
 * Repeats the body, each time from the state it returned last, until the condition holds; at the cap it fails unless told to accept.
 *
 * @example
 * ```ts
 * const found = repeat(
 *   {
 *     state: z.object({ lr: z.number(), accuracy: z.number() }),
 *     initial: { lr: 0.1, accuracy: 0 },
 *     until: (state) => gte(state.accuracy, 0.97),
 *     maxIterations: 10,
 *   },
 *   (state) => {
 *     const trial = train({ data, lr: state.lr }, { id: 'trial' });
 *     return { lr: 0.01, accuracy: trial.accuracy };
 *   },
 * );
 * notify({ text: template`Reached ${found.accuracy}.` });
 * ```
 */
export function repeat<S extends z.ZodType>(
  loop: {
    state: S;
    initial: Wire<z.input<S>>;
    until: (state: Given<z.output<S>>) => RefTo<boolean>;
    maxIterations: number;
    atCap?: 'fail' | 'accept';
  },
  body: (state: Given<z.output<S>>, iteration: Given<number>) => Wire<z.input<S>>,
  options: Placement = {},
): Ref<z.output<S>> {
  return addRepeat(loop, body, options, traceCaller(repeat));
}
