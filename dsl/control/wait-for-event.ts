import type { Source } from '../asset/source.ts';
import { sourceDefinition } from '../asset/source-definition.ts';
import { traceCaller, type Trace } from '../fault/trace.ts';
import { poisonedReference } from '../reference/poison.ts';
import { UNKNOWN } from '../reference/shape.ts';
import { wireValue } from '../reference/wire-value.ts';
import { readPlacement } from '../scope/place-node.ts';
import type { WaitForEventNodeDraft } from '../scope/draft.ts';
import { raiseFault } from '../scope/slot.ts';
import { withoutUndefined } from '../task/option-reader.ts';
import { enterWord } from '../scope/enter-word.ts';
import { inputOf, placeStarted, wordBase } from './place-started.ts';
import type { Ref } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';
import type { Duration } from '../task/duration.ts';
import type { Placement } from '../task/task-options.ts';

/**
 * Waits for an event or an asset update whose payload has the given fields.
 *
 * @example
 * ```ts
 * const labelled = event({ name: 'labels.ready', payload: z.object({ batch: z.string() }) });
 * dag({ id: 'labels' }, () => {
 *   const labels = waitForEvent(labelled, { timeout: '7d' });
 *   ingest({ url: labels.batch });
 * });
 * ```
 */
export function waitForEvent<T>(
  source: Source<T>,
  options: Placement & {
    where?: { readonly [K in keyof T]?: Wire<T[K]> };
    timeout?: Duration;
    softFail?: boolean;
  } = {},
): Ref<T> {
  const trace = traceCaller(waitForEvent);
  const frame = enterWord('waitForEvent', trace);
  if (frame === undefined) return poisonedReference();
  const read = readPlacement('waitForEvent', options, trace, ['where', 'timeout', 'softFail']);
  const found = sourceDefinition(source);
  if (found === undefined) refuseSource(trace);
  const base = wordBase(options, found?.name ?? 'waitForEvent', frame, trace);
  const where = wireValue(options.where ?? {}, { frame, trace, place: `${base.id}.where` });
  const node: WaitForEventNodeDraft = {
    ...base,
    kind: 'waitForEvent',
    input: inputOf({ where: where.expression }),
    triggerRule: 'all_success',
    source: found?.name ?? '',
    sourceKind: found?.kind ?? 'event',
    ...withoutUndefined({ payload: found?.sent }),
    ...withoutUndefined({ timeoutMs: read.duration('timeout', 'more') }),
    softFail: read.boolean('softFail') ?? false,
  };
  return placeStarted(node, found?.payload ?? UNKNOWN, frame, options.after);
}

function refuseSource(trace: Trace): void {
  raiseFault({
    code: 'DAG013',
    place: 'waitForEvent',
    problem: '`waitForEvent` got something that is neither an asset nor an event.',
    expected: 'It waits for what `asset({ … })` or `event({ … })` returned.',
    hint: '',
    trace,
  });
}
