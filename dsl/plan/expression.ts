import type { Json } from './json.ts';

/** Steps into a value: object fields by name, list elements by position. */
export type ValuePath = readonly (string | number)[];

/** What the engine can compute without running a task. Spelt as the DSL's words. */
export const OPERATORS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'and',
  'or',
  'not',
  'length',
  'includes',
  'at',
  'coalesce',
  'concat',
  'flatten',
  'zip',
  'cross',
  'shift',
] as const;
export type Operator = (typeof OPERATORS)[number];

/**
 * An expression of a plan: literals, references, and pure operators over them.
 *
 * References name nodes and regions by id, never by depth or call order, so an inner map can read
 * an outer map's item. `zip` and `cross` take one argument, an `object` whose fields are lists.
 */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'output'; readonly node: string; readonly path: ValuePath }
  | { readonly kind: 'params'; readonly path: ValuePath }
  | { readonly kind: 'run'; readonly path: ValuePath }
  | { readonly kind: 'events'; readonly path: ValuePath }
  | { readonly kind: 'item'; readonly map: string; readonly path: ValuePath }
  | { readonly kind: 'index'; readonly map: string }
  | { readonly kind: 'state'; readonly repeat: string; readonly path: ValuePath }
  | { readonly kind: 'iteration'; readonly repeat: string }
  | { readonly kind: 'resource'; readonly resource: string; readonly path: ValuePath }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly fields: { readonly [key: string]: Expression } }
  | {
      readonly kind: 'template';
      readonly text: readonly string[];
      readonly values: readonly Expression[];
    }
  | {
      readonly kind: 'call';
      readonly operator: Operator;
      readonly args: readonly Expression[];
      /** Steps into the operator's result. */
      readonly path: ValuePath;
    };
