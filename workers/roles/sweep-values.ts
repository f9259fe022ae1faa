import type { Logger } from 'pino';
import type { Stores } from '../../stores/stores.ts';
import { sweepExpired } from '../../stores/values/index.ts';
import { repeatUntil } from '../engine/repeat-until.ts';

/**
 * Deletes the objects of outputs whose time is over. Several workers may do it at once: what one
 * has deleted the next does not find.
 */
const SWEEP_MS = 10 * 60_000;
const AT_ONCE = 500;

export interface ValueSweepParts {
  readonly stores: Pick<Stores, 'runs' | 'objects'>;
  readonly request: { readonly log: Logger };
}

/** Sweeps now and then until the signal; a store that is away is logged and tried again. */
export async function sweepValues(
  parts: ValueSweepParts,
  signal: AbortSignal,
  everyMs = SWEEP_MS,
): Promise<void> {
  await repeatUntil(signal, everyMs, {
    work: () => sweepAll(parts, signal),
    log: parts.request.log,
    failure: 'Expired outputs could not be deleted',
  });
}

async function sweepAll({ stores, request }: ValueSweepParts, signal: AbortSignal): Promise<void> {
  let deleted = 0;
  let last: number;
  do {
    last = await sweepExpired(stores, new Date(), AT_ONCE);
    deleted += last;
  } while (last === AT_ONCE && !signal.aborted);
  if (deleted > 0) request.log.info({ deleted }, 'Objects of expired outputs deleted');
}
