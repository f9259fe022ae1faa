import type { z } from 'zod';
import { traceCaller } from '../fault/trace.ts';
import type { BodyResult, Resolved } from '../reference/body-result.ts';
import type { Dag, DagContext, DagDefinition } from './dag-definition.ts';
import { evaluateDag } from './evaluate-dag.ts';

/**
 * Defines a dag. The body is evaluated once, at compile time; it must not be async.
 *
 * @example
 * ```ts
 * export const digits = dag(
 *   { id: 'digits', schedule: '@daily', params: { url: z.string() } },
 *   ({ params }) => {
 *     const data = ingest({ url: params.url });
 *     return train({ data, lr: 0.1 });
 *   },
 * );
 * ```
 */
export function dag<P extends z.ZodRawShape = {}, E = {}, X extends BodyResult = void>(
  definition: DagDefinition<P, E>,
  body: (context: DagContext<P, E>) => X,
): Dag<z.input<z.ZodObject<P>>, Resolved<X>> {
  return evaluateDag(definition, body, traceCaller(dag));
}
