import type { z } from 'zod';
import { traceCaller } from '../fault/trace.ts';
import { defineSource } from './source-definition.ts';
import type { Asset } from './source.ts';

/**
 * Names data that tasks write and dags wait for.
 *
 * @example
 * ```ts
 * const orders = asset({ name: 'orders', uri: 's3://lake/orders', payload: Dataset });
 * const load = task({
 *   name: 'load_orders',
 *   output: Dataset,
 *   outlets: [orders],
 *   run: () => ({ uri: 's3://lake/orders/1', rows: 10 }),
 * });
 * ```
 */
export function asset<T extends z.ZodType>(definition: {
  name: string;
  uri: string;
  payload: T;
  doc?: string;
}): Asset<z.output<T>> {
  const { name, uri, payload, doc } = definition;
  const shown = { name, uri, ...(doc !== undefined && { doc }) };
  // The brand that carries the payload's type exists for the compiler only.
  return defineSource('asset', shown, payload, traceCaller(asset)) as Asset<z.output<T>>;
}
