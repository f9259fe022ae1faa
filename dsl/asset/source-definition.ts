import type { z } from 'zod';
import type { JsonSchema } from '../plan/json.ts';
import type { Trace } from '../fault/trace.ts';
import { schemaShape } from '../reference/schema-shape.ts';
import type { Shape } from '../reference/shape.ts';
import { checkId } from '../scope/node-id.ts';
import { checkedSchema } from '../task/checked-schema.ts';
import { schemaJson } from '../task/schema-json.ts';

const SOURCE = Symbol.for('perdure.source');

/** What an asset or an event was defined as. */
export interface SourceDefinition {
  readonly kind: 'asset' | 'event';
  readonly name: string;
  readonly payload: Shape;
  /** What somebody outside has to send; absent where that may be anything, and for assets. */
  readonly sent?: JsonSchema;
}

/** Checks the definition of a source and hides it on the public object. */
export function defineSource<T extends { readonly name: string }>(
  kind: SourceDefinition['kind'],
  shown: T,
  payload: z.ZodType,
  trace: Trace,
): T {
  checkId(shown.name, `The name of an ${kind}`, trace);
  const schema = checkedSchema(payload, 'payload', String(shown.name), { trace }, 'output');
  const sent = kind === 'event' ? schemaJson(payload, 'input', () => undefined) : {};
  const saysNothing = Object.keys(sent).every((key) => key === '$schema');
  const definition: SourceDefinition = {
    ...{ kind, name: shown.name, payload: schemaShape(schema) },
    ...(saysNothing ? {} : { sent }),
  };
  return Object.freeze(Object.defineProperty(shown, SOURCE, { value: definition }));
}

/** What a source was defined as, if the value is one. */
export function sourceDefinition(value: unknown): SourceDefinition | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // Only `defineSource` writes under this symbol.
  return (value as { [SOURCE]?: SourceDefinition })[SOURCE];
}

/** The sources of an object by their keys; undefined for what is none. */
export function sourcesByName(sources: object): ReadonlyMap<string, SourceDefinition | undefined> {
  return new Map(Object.entries(sources).map(([key, value]) => [key, sourceDefinition(value)]));
}
