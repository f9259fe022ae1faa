import type { Json } from '../../../dsl/plan/json.ts';

/**
 * JSON in which values may be missing: an optional field, an item of a map that gave no result.
 * `Json` is a `Loose`; a `Loose` without `undefined` in its lists is `Json` once it travels.
 */
export type Loose = Json | undefined | readonly Loose[] | { readonly [key: string]: Loose };
