import { DURATION_EXPECTED, durationMs } from '../task/duration.ts';
import { scalarShape } from '../reference/shape.ts';
import { traceCaller } from '../fault/trace.ts';
import { raiseFault } from '../scope/slot.ts';
import { callOperator } from './call-operator.ts';
import type { Ref, RefTo } from '../reference/reference.ts';
import type { Duration } from '../task/duration.ts';

/**
 * A time moved by a duration, either way.
 *
 * @example
 * ```ts
 * dag({ id: 'window', schedule: '@daily' }, ({ run }) => {
 *   notify({ text: template`From ${shift(run.logicalDate, '-1d')}.` });
 * });
 * ```
 */
export function shift(time: RefTo<string>, by: Duration | `-${Duration}`): Ref<string> {
  if (durationMs(String(by).replace(/^-/, '')) === undefined) {
    raiseFault({
      code: 'DAG040',
      place: 'shift',
      problem: `\`shift\` got the duration ${JSON.stringify(by) ?? typeof by}.`,
      expected: DURATION_EXPECTED,
      hint: 'A minus in front moves back: "-2h".',
      trace: traceCaller(shift),
    });
  }
  return callOperator('shift', [time, by], () => scalarShape('string'), shift);
}
