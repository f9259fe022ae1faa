import { FAILURE_TYPES } from '../../../workflows/protocol/index.ts';
import type { AttemptRow } from '../../../stores/runs/run-store.ts';
import { countsAsTry } from '../attempt/counts-as-try.ts';
import { logKey as logKeyOf } from '../../../stores/objects/object-key.ts';
import type { AttemptScope } from '../attempt/attempt-scope.ts';
import { finalFault } from '../fault.ts';
import { patiently } from '../store-access/patience.ts';

/**
 * A sensor asks many times in one of its author's tries, and every poke is an attempt for Temporal.
 *
 * K1 All pokes of a try share one fence, numbered by the tries before it, and so one row in the
 *    attempts table and one log; the row counts the pokes. A sensor that was started again in the
 *    same generation (its run continued as new) goes on with the same row.
 * K2 Two pokes of one try may meet, when a lost worker comes back: a poke only asks, and whichever
 *    answers first has completed the sensor.
 */
export async function fenceOfPoke(scope: AttemptScope): Promise<void> {
  const { worker, key, call } = scope;
  const { runs } = worker.deps.stores;
  const rows = await patiently(() => runs.listAttempts(key), worker.patience);
  const earlier = rows.filter(({ fence }) => fence.generation === call.generation);
  const ended = earlier.filter(({ state }) => ENDED_TRIES.includes(state));
  scope.tryNumber = 1 + ended.filter(countsAsTry).length;
  const allowed = call.options.retries + 1;
  if (scope.tryNumber > allowed) {
    throw finalFault(
      FAILURE_TYPES.retriesExhausted,
      `All ${allowed} tries of "${call.path}" have failed before; see their errors.`,
    );
  }
  takeFence(scope, 1 + ended.length, earlier.at(-1));
}

const ENDED_TRIES: readonly string[] = ['failed', 'up_for_retry'];

function takeFence(scope: AttemptScope, attempt: number, last: AttemptRow | undefined): void {
  const fence = { generation: scope.call.generation, attempt };
  const goesOn = last?.fence.attempt === attempt;
  scope.fence = fence;
  scope.claim = { ...scope.claim, fence, logKey: logKeyOf(scope.key, fence) };
  scope.pokes = goesOn ? (last.error?.pokes ?? 0) : 0;
  if (goesOn) scope.startedAt = last.startedAt;
}
