import { z } from 'zod';
import type { Stores } from '../../stores/stores.ts';

/** What an endpoint reaches. */
export interface Call {
  readonly stores: Stores;
  /** Who calls, by token. */
  readonly user: string;
}

/** A method of MLflow's REST API. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/2.0/mlflow`, and below `/api/3.0/mlflow` too. */
  readonly path: string;
  /** @throws ZodError, MlflowError, TrackingError, RegistryError */
  readonly run: (input: unknown, call: Call) => Promise<object>;
}

/** Ties an endpoint's handler to the schema of what it takes. */
export function endpoint<S extends z.ZodType>(
  method: Endpoint['method'],
  path: string,
  schema: S,
  handle: (input: z.output<S>, call: Call) => Promise<object | void>,
): Endpoint {
  return {
    method,
    path,
    run: async (input, call) => (await handle(schema.parse(input), call)) ?? {},
  };
}

/** A 64-bit integer: MLflow sends numbers, protobuf's JSON texts, a query texts. */
export const Int = z
  .union([z.number(), z.string().regex(/^-?\d{1,19}$/)])
  .transform(Number)
  .pipe(z.int());

/** A double: JSON has no NaN, so protobuf's JSON writes a text. */
export const Double = z
  .union([z.number(), z.string().regex(/^(?:NaN|-?Infinity|-?[\d.]+(?:[eE][+-]?\d+)?)$/)])
  .transform(Number);

/** True, or its text in a query. */
export const Bool = z
  .union([z.boolean(), z.enum(['true', 'false'])])
  .transform((given) => given === true || given === 'true');

/** A list; in a query one entry alone is no list. */
export function listOf<T extends z.ZodType>(item: T): z.ZodType<z.output<T>[]> {
  return z.preprocess(
    (given): readonly unknown[] =>
      given === undefined ? [] : Array.isArray(given) ? given : [given],
    z.array(item),
  );
}

export const Text = z.string();
/** A text that must hold something. */
export const Name = z.string().min(1, 'it must not be empty');
const Pair = z.object({ key: z.string(), value: z.string().default('') });

/** Keys with texts, as MLflow lists them; the last of a key counts. */
export const Pairs = listOf(Pair).transform((pairs): { readonly [key: string]: string } =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value])),
);

/** A record as MLflow lists it, by key. */
export function pairsOf(texts: {
  readonly [key: string]: string;
}): readonly { readonly key: string; readonly value: string }[] {
  return Object.entries(texts)
    .map(([key, value]) => ({ key, value }))
    .sort((left, right) => (left.key < right.key ? -1 : 1));
}

/** A page of a search, in MLflow's words. */
export const SearchFields = {
  filter: Text.default(''),
  order_by: listOf(Text),
  max_results: Int.optional(),
  page_token: Text.optional(),
};

/** The same in the stores' words. */
export function requestOf(input: {
  readonly filter: string;
  readonly order_by: readonly string[];
  readonly max_results?: number | undefined;
  readonly page_token?: string | undefined;
}): { filter: string; orderBy: readonly string[]; maxResults?: number; pageToken?: string } {
  return {
    filter: input.filter,
    orderBy: input.order_by,
    ...(input.max_results === undefined ? {} : { maxResults: input.max_results }),
    ...(input.page_token === undefined ? {} : { pageToken: input.page_token }),
  };
}

/** `next_page_token`, when there is a next page. */
export function nextOf({ nextPageToken }: { readonly nextPageToken?: string }): object {
  return nextPageToken === undefined ? {} : { next_page_token: nextPageToken };
}

/** Fields that are there: protobuf's JSON leaves empty lists out. */
export function filled(fields: { readonly [name: string]: unknown }): object {
  const kept = Object.entries(fields).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept);
}
