/**
 * A search space as data: what a study may try. It is plain JSON, so it travels with a plan, and the
 * type of a suggestion follows from it (`ParamsOf`).
 */
export interface RealDimension {
  readonly kind: 'real';
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
}
export interface IntegerDimension {
  readonly kind: 'integer';
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly step: number;
}
export interface ChoiceDimension<V extends Choosable = Choosable> {
  readonly kind: 'choice';
  readonly values: readonly V[];
}
export interface VariantDimension<C extends Variants = Variants> {
  readonly kind: 'variant';
  readonly cases: C;
}
/** What a choice may be between. */
export type Choosable = string | number | boolean | null;
export type Dimension = RealDimension | IntegerDimension | ChoiceDimension | VariantDimension;
/** Dimensions by the name of the parameter. */
export type SearchSpace = { readonly [name: string]: Dimension };
/** The parameters that exist only in one case, by case. */
export type Variants = { readonly [name: string]: SearchSpace };

type ValueOf<D> = D extends RealDimension | IntegerDimension
  ? number
  : D extends ChoiceDimension<infer V>
    ? V
    : D extends VariantDimension<infer C>
      ? { [K in keyof C & string]: { kind: K } & ParamsOf<C[K]> }[keyof C & string]
      : never;

/** The parameters that a space suggests. */
export type ParamsOf<S extends SearchSpace> = { -readonly [K in keyof S]: ValueOf<S[K]> };

/** Any number from `low` to `high`. `log`: spread evenly over orders of magnitude. */
export function real(low: number, high: number, options: { log?: boolean } = {}): RealDimension {
  return { kind: 'real', low, high, log: options.log ?? false };
}

/** A whole number from `low` to `high`, every `step` of them from `low` on (1 unless said). */
export function integer(
  low: number,
  high: number,
  options: { log?: boolean; step?: number } = {},
): IntegerDimension {
  return { kind: 'integer', low, high, log: options.log ?? false, step: options.step ?? 1 };
}

/** One of the values; they have no order. */
export function choice<const V extends Choosable>(values: readonly V[]): ChoiceDimension<V> {
  return { kind: 'choice', values };
}

/**
 * One of several cases, each with parameters of its own: `variant({ svm: { c: real(…) }, forest:
 * { trees: integer(…) } })` gives `{ kind: 'svm', c }` or `{ kind: 'forest', trees }`.
 */
export function variant<const C extends Variants>(cases: C): VariantDimension<C> {
  return { kind: 'variant', cases };
}
