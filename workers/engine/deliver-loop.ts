import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Stores } from '../../stores/stores.ts';
import { deliverEvents, type TemporalClient } from '../../stores/temporal/index.ts';

/** How late an event may reach a run when whoever told it could not tell the run as well. */
const DELIVER_MS = 1_000;

/** Brings events to the runs that wait for them, until `signal` aborts. */
export async function deliverLoop(
  temporal: TemporalClient,
  stores: Stores,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(DELIVER_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await deliverEvents(temporal, stores);
    } catch (error) {
      log.warn({ err: error }, 'Events could not be brought to the runs that wait for them');
    }
  }
}
