/**
 * The types of references: what stands in a dag's body for a value that exists only in a run.
 *
 * The brands are protected members of classes that are never made: a spread drops them, so a
 * structure built around one stays checked field by field, and declaration files keep their type.
 */
declare abstract class Carries<out T> {
  protected readonly carries: T;
}
declare abstract class IsGiven {
  protected readonly 'certain to exist: under this trigger rule the upstream may not have run, so make the input .optional()': true;
}
export type { Carries };

/** Any reference to a T. It stands for a value that exists once the run gets there; it holds none while the body is evaluated. */
export interface RefTo<out T> extends Carries<T> {
  /** @deprecated A reference is not a promise and not a value: use `branch`, an expression such as `gte`, or a task. */
  then(aReferenceIsNotAPromise: (value: never) => void): never;
}

/** A reference that is there whatever happened upstream: params, run context, map item, loop state, resource. */
export interface GivenTo<out T> extends RefTo<T>, IsGiven {}

/** What a task call returns: a reference, with a reference for each field. */
export type Ref<T> = RefTo<T> &
  (null extends T
    ? MaybeFields<NonNullable<T>>
    : undefined extends T
      ? MaybeFields<NonNullable<T>>
      : Fields<T>);

/** A `GivenTo`, with a given reference for each field. */
export type Given<T> = GivenTo<T> &
  (null extends T
    ? MaybeFields<NonNullable<T>>
    : undefined extends T
      ? MaybeFields<NonNullable<T>>
      : GivenFields<T>);

interface Leaf {}
/** Values without fields of their own. */
export type Atom =
  | string
  | number
  | boolean
  | bigint
  | symbol
  | null
  | undefined
  | Date
  | Uint8Array
  | ((...args: never) => unknown);
type Opaque = Atom | readonly unknown[] | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>;
type Named<K> = string extends K ? never : number extends K ? never : K;
/** `unknown` in place of `any`, so that an untyped output cannot be wired anywhere. */
export type NoAny<T> = 0 extends 1 & T ? unknown : T;
type Fields<T> = T extends Opaque
  ? Leaf
  : { readonly [K in keyof T as Named<K>]-?: Ref<NoAny<T[K]>> };
type MaybeFields<T> = T extends Opaque
  ? Leaf
  : { readonly [K in keyof T as Named<K>]-?: Ref<T[K] | undefined> };
type GivenFields<T> = T extends Opaque
  ? Leaf
  : { readonly [K in keyof T as Named<K>]-?: Given<T[K]> };
