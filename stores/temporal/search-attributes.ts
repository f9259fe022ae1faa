import proto from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../../workflows/protocol/names.ts';
import type { TemporalClient } from './connect.ts';

const { INDEXED_VALUE_TYPE_KEYWORD, INDEXED_VALUE_TYPE_DATETIME } =
  proto.temporal.api.enums.v1.IndexedValueType;

/** Creates the search attributes of dag runs where they are missing. Safe to call at every start. */
export async function ensureSearchAttributes(temporalClient: TemporalClient): Promise<void> {
  const { operatorService } = temporalClient.client.connection;
  const { namespace } = temporalClient;
  const existing = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(
    ([name]) => existing.customAttributes[name] === undefined,
  );
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(
    missing.map(([name, type]) => [
      name,
      type === 'KEYWORD' ? INDEXED_VALUE_TYPE_KEYWORD : INDEXED_VALUE_TYPE_DATETIME,
    ]),
  );
  await operatorService
    .addSearchAttributes({ namespace, searchAttributes })
    .catch(async (error: unknown) => {
      // Another process may have added them between our list and our add.
      const now = await operatorService.listSearchAttributes({ namespace });
      if (missing.some(([name]) => now.customAttributes[name] === undefined)) throw error;
    });
}
