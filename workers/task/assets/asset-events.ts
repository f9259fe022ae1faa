import type { Json } from '../../../dsl/plan/json.ts';
import type { NewEvent } from '../../../stores/events/event-store.ts';
import { FAILURE_TYPES, type Output } from '../../../workflows/protocol/index.ts';
import type { AttemptScope } from '../attempt/attempt-scope.ts';
import { finalFault } from '../fault.ts';

/** What a database row and a waiting run may well hold; an asset's payload says where its data are. */
const MAX_PAYLOAD_BYTES = 1024 * 1024;

/**
 * The events of a task's outlets, to be written in the transaction of its completion. An instance
 * tells each generation once, whatever is repeated.
 * @throws TaskFault when the output is too large to be a payload.
 */
export async function assetEvents(
  { call, key, worker }: AttemptScope,
  output: Output,
  time: Date,
): Promise<readonly NewEvent[]> {
  const { outlets = [], generation } = call;
  if (outlets.length === 0) return [];
  const payload = await payloadOf(output);
  const eventId = `${key.dagId}/${key.runId}/${key.path}/g${generation}`;
  return outlets.map((source) => ({
    ...{ source, kind: 'asset', eventId, payload, time, origin: key },
  }));

  async function payloadOf(value: Output): Promise<Json> {
    if (value.kind === 'inline') return value.value;
    if (value.kind === 'stored') throw new Error('A body gives its output, not a place of it.');
    if (value.blob.size <= MAX_PAYLOAD_BYTES) return worker.blobs.read(value.blob);
    throw finalFault(
      FAILURE_TYPES.outputTooLarge,
      `Task "${call.path}" updates an asset with ${value.blob.size} bytes of JSON; its payload may have ` +
        `${MAX_PAYLOAD_BYTES}. Keep the data in \`ctx.artifacts\` and return their uri.`,
    );
  }
}
