import type { Logger } from 'pino';
import type { Stores } from '../../stores/stores.ts';
import { deliverEvents, type TemporalClient } from '../../stores/temporal/index.ts';
import { repeatUntil } from './repeat-until.ts';

/** How late an event may reach a run when whoever told it could not tell the run as well. */
const DELIVER_MS = 1_000;

/** Brings events to the runs that wait for them, until `signal` aborts. */
export async function deliverLoop(
  temporal: TemporalClient,
  stores: Stores,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  await repeatUntil(signal, DELIVER_MS, {
    work: async () => void (await deliverEvents(temporal, stores)),
    log,
    failure: 'Events could not be brought to the runs that wait for them',
  });
}
