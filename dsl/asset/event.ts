import type { z } from 'zod';
import { traceCaller } from '../fault/trace.ts';
import { defineSource } from './source-definition.ts';
import type { Source } from './source.ts';

/**
 * Something told from outside (webhook, REST, CLI), each event id taken once.
 *
 * @example
 * ```ts
 * const labelled = event({ name: 'labels.ready', payload: z.object({ batch: z.string() }) });
 * ```
 */
export function event<T extends z.ZodType>(definition: {
  name: string;
  payload: T;
}): Source<z.output<T>> {
  const { name, payload } = definition;
  // The brand that carries the payload's type exists for the compiler only.
  return defineSource('event', { name }, payload, traceCaller(event)) as Source<z.output<T>>;
}
