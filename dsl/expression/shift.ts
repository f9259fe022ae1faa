import { notBuilt } from '../not-built.ts';
import type { Ref, RefTo } from '../reference/reference.ts';
import type { Duration } from '../task/duration.ts';

/** A time moved by a duration, either way. */
export function shift(time: RefTo<string>, by: Duration | `-${Duration}`): Ref<string> {
  void [time, by];
  return notBuilt();
}
