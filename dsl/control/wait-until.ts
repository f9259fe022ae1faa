import { notBuilt } from '../not-built.ts';
import type { Ref } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';
import type { Placement } from '../task/task-options.ts';

/** Waits for a time, holding no slot. */
export function waitUntil(time: Wire<string>, options?: Placement): Ref<string> {
  void [time, options];
  return notBuilt();
}
