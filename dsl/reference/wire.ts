import type { TriggerRule } from '../plan/trigger-rule.ts';
import type { Atom, GivenTo, RefTo } from './reference.ts';

/** What an input of type T accepts: a value, a reference, or a value with references inside. */
export type Wire<T> = RefTo<T> | (T extends Atom ? T : { readonly [K in keyof T]: Wire<T[K]> });

/** The same under a trigger rule that does not wait for success: a task's reference fits only where `undefined` does. */
export type LenientWire<T> =
  | (undefined extends T ? RefTo<T> : GivenTo<T>)
  | (T extends Atom ? T : { readonly [K in keyof T]: LenientWire<T[K]> });

/** What a call accepts for an input of type T under trigger rule R. */
export type Inputs<T, R extends TriggerRule> = R extends 'all_success'
  ? { readonly [K in keyof T]: Wire<T[K]> }
  : { readonly [K in keyof T]: LenientWire<T[K]> };
