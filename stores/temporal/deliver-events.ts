import { WorkflowNotFoundError } from '@temporalio/client';
import type { Delivery } from '../../workflows/protocol/control.ts';
import { DELIVER_SIGNAL, workflowIdOf } from '../../workflows/protocol/names.ts';
import { OFFLOAD_BYTES } from '../../workflows/protocol/value.ts';
import type { EventRow, EventWait } from '../events/event-store.ts';
import type { Stores } from '../stores.ts';
import type { TemporalClient } from './connect.ts';

const BATCH = 100;

/** Whom an event reached: the run that waits for it, or nobody because it has ended. */
export type DeliveryEnd = 'delivered' | 'gone';

/**
 * Tells a run of an event it waits for. The run itself says when it has it; until then the event is
 * sent again, and the run takes it once.
 */
export async function deliverEvent(
  temporal: TemporalClient,
  wait: EventWait,
  { eventId, payload }: Pick<EventRow, 'eventId' | 'payload'>,
): Promise<DeliveryEnd> {
  const isSmall = Buffer.byteLength(JSON.stringify(payload)) < OFFLOAD_BYTES;
  const delivery: Delivery = { eventId, path: wait.path, ...(isSmall ? { payload } : {}) };
  const handle = temporal.client.workflow.getHandle(workflowIdOf(wait.dagId, wait.runId));
  try {
    await handle.signal(DELIVER_SIGNAL, delivery);
    return 'delivered';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'gone';
    throw error;
  }
}

/** Sends what is not delivered yet. @returns how many events reached a run. */
export async function deliverEvents(temporal: TemporalClient, stores: Stores): Promise<number> {
  let delivered = 0;
  for (const { wait, event } of await stores.events.undelivered(BATCH)) {
    const end = await deliverEvent(temporal, wait, event);
    if (end === 'delivered') delivered += 1;
    else await stores.events.dropWait(wait);
  }
  return delivered;
}
