import type { z } from 'zod';
import { notBuilt } from '../not-built.ts';
import type { Ref } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';
import type { Duration } from '../task/duration.ts';
import type { NoInput } from '../task/task-of.ts';
import type { Placement } from '../task/task-options.ts';

/** Asks people, with a form. */
export function approval<F extends z.ZodObject = NoInput>(
  ask: {
    subject: Wire<string>;
    detail?: Wire<unknown>;
    form?: F;
    assignees?: readonly string[];
    approvers?: number;
    timeout?: Duration;
    onTimeout?: 'fail' | 'approved' | 'rejected';
  },
  options?: Placement,
): Ref<{ decision: 'approved' | 'rejected'; answer: z.output<F>; by: string[] }> {
  void [ask, options];
  return notBuilt();
}
