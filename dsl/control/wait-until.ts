import { traceCaller } from '../fault/trace.ts';
import { poisonedReference } from '../reference/poison.ts';
import { scalarShape } from '../reference/shape.ts';
import { wireValue } from '../reference/wire-value.ts';
import { readPlacement } from '../scope/place-node.ts';
import { enterWord } from '../scope/enter-word.ts';
import { inputOf, placeStarted, wordBase } from './place-started.ts';
import type { Ref } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';
import type { Placement } from '../task/task-options.ts';

/**
 * Waits for a time, holding no slot.
 *
 * @example
 * ```ts
 * dag({ id: 'late', schedule: '@daily' }, ({ run }) => {
 *   const late = waitUntil(shift(run.dataInterval.end, '2h'));
 *   ingest({ url: 's3://data/digits.csv' }, { after: late });
 * });
 * ```
 */
export function waitUntil(time: Wire<string>, options: Placement = {}): Ref<string> {
  const trace = traceCaller(waitUntil);
  const frame = enterWord('waitUntil', trace);
  if (frame === undefined) return poisonedReference();
  readPlacement('waitUntil', options, trace);
  const base = wordBase(options, 'waitUntil', frame, trace);
  const wired = wireValue(time, { frame, trace, place: `${base.id}.time` });
  const input = inputOf({ time: wired.expression });
  const node = { ...base, kind: 'waitUntil', input, triggerRule: 'all_success' } as const;
  return placeStarted(node, scalarShape('string'), frame, options.after);
}
