import { traceCaller } from '../fault/trace.ts';
import { addBranch } from './add-branch.ts';
import type { BodyResult, Resolved } from '../reference/body-result.ts';
import type { Ref, RefTo } from '../reference/reference.ts';
import type { Placement } from '../task/task-options.ts';

type Key<T> = T extends boolean
  ? `${T}`
  : T extends string
    ? T
    : T extends readonly (infer E extends string)[]
      ? E
      : never;
type Cases<K extends string> = { readonly [C in K]: () => BodyResult };
type Outcome<F> = F extends () => infer X ? Resolved<X> : never;
type Chosen<T, C> = T extends readonly unknown[]
  ? { readonly [K in keyof C]: Outcome<C[K]> | undefined }
  : Outcome<C[keyof C]>;
interface BranchNeedsAnEnum {
  readonly 'branch needs a boolean, an enum or a list of an enum: use z.enum([...]), not z.string()': true;
}
type Narrow<T> = string extends T
  ? BranchNeedsAnEnum
  : readonly string[] extends T
    ? BranchNeedsAnEnum
    : unknown;

/**
 * Runs the chosen case (all chosen, for a list) and skips the others. Every member needs a case.
 *
 * @example
 * ```ts
 * const gate = evaluate({ model });
 * branch(gate.verdict, {
 *   promote: () => deploy({ model }),
 *   reject: () => notify({ text: template`Only ${gate.accuracy}.` }),
 * });
 * ```
 */
export function branch<T extends string | boolean | readonly string[], C extends Cases<Key<T>>>(
  on: RefTo<T> & Narrow<T>,
  cases: C & { readonly [K in Exclude<keyof C, Key<T>>]: never },
  options: Placement = {},
): Ref<Chosen<T, C>> {
  // `Chosen` computes this type from the cases; the reference itself is checked at run time only.
  return addBranch(on, cases, options, traceCaller(branch)) as Ref<Chosen<T, C>>;
}
