import type { Atom, RefTo } from './reference.ts';

/** What a body may return: nothing, a reference, or a plain structure of references and JSON values. Never a promise. */
export type BodyResult =
  | RefTo<unknown>
  | string
  | number
  | boolean
  | null
  | undefined
  | void
  | readonly unknown[]
  | { readonly [key: string]: unknown };

/** The value a body's result will have. */
export type Resolved<X> =
  X extends RefTo<infer T>
    ? T
    : X extends Atom
      ? X
      : X extends void
        ? undefined
        : X extends PromiseLike<unknown>
          ? never
          : { readonly [K in keyof X]: Resolved<X[K]> };
