import type { Source } from '../asset/source.ts';
import { notBuilt } from '../not-built.ts';
import type { Ref } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';
import type { Duration } from '../task/duration.ts';
import type { Placement } from '../task/task-options.ts';

/** Waits for an event or an asset update whose payload has the given fields. */
export function waitForEvent<T>(
  source: Source<T>,
  options?: Placement & {
    where?: { readonly [K in keyof T]?: Wire<T[K]> };
    timeout?: Duration;
    softFail?: boolean;
  },
): Ref<T> {
  void [source, options];
  return notBuilt();
}
