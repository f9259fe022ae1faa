import { notBuilt } from '../not-built.ts';
import type { Resolved } from '../reference/body-result.ts';
import type { Ref, RefTo } from '../reference/reference.ts';

type Lists = { readonly [key: string]: RefTo<readonly unknown[]> | readonly unknown[] };
type Row<L> = {
  readonly [K in keyof L]: Resolved<L[K]> extends readonly (infer T)[] ? T : never;
};

/** Pairs lists of equal length: `zip({ x, y })` is a list of `{ x, y }`. */
export function zip<L extends Lists>(lists: L): Ref<Row<L>[]> {
  void lists;
  return notBuilt();
}
/** Every combination: `cross({ fold, candidate })` is a list of `{ fold, candidate }`. */
export function cross<L extends Lists>(lists: L): Ref<Row<L>[]> {
  void lists;
  return notBuilt();
}
