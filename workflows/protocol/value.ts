import type { Json } from '../../dsl/plan/json.ts';
import type { Operator, ValuePath } from '../../dsl/plan/expression.ts';
import type { InstancePath } from '../run/instance-path.ts';

/** A value kept in the object store under its own hash. `size` is in bytes of its JSON text. */
export interface BlobReference {
  readonly sha256: string;
  readonly size: number;
}

/**
 * What a task instance gave back. Small values travel inline; larger ones stay in the object store
 * and `facts` brings the parts that control flow reads, keyed by `factKey`.
 */
export type Output =
  | { readonly kind: 'inline'; readonly value: Json }
  | {
      readonly kind: 'blob';
      readonly blob: BlobReference;
      readonly facts: { readonly [key: string]: Json };
    }
  /** Left where it is, in the database under the instance's path; only `facts` travel. */
  | { readonly kind: 'stored'; readonly facts: { readonly [key: string]: Json } };

/**
 * An input as it travels to a worker: the plan's expression with everything the workflow knows
 * already put in. The worker resolves what is left: blobs from the object store, and outputs of
 * other instances of the same run (`instance`) from the database.
 */
export type BoundExpression =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'absent' }
  | { readonly kind: 'blob'; readonly blob: BlobReference; readonly path: ValuePath }
  | { readonly kind: 'instance'; readonly instance: InstancePath; readonly path: ValuePath }
  | { readonly kind: 'list'; readonly items: readonly BoundExpression[] }
  | { readonly kind: 'object'; readonly fields: { readonly [key: string]: BoundExpression } }
  | {
      readonly kind: 'template';
      readonly text: readonly string[];
      readonly values: readonly BoundExpression[];
    }
  | {
      readonly kind: 'call';
      readonly operator: Operator;
      readonly args: readonly BoundExpression[];
      readonly path: ValuePath;
    };

/** Values whose JSON text is at least this many bytes go to the object store. */
export const OFFLOAD_BYTES = 64 * 1024;

/** A bound input larger than this many bytes travels with `instance` references instead. */
export const INLINE_INPUT_BYTES = 128 * 1024;

/** A plan larger than this many bytes travels as an object-store reference with its hash. */
export const INLINE_PLAN_BYTES = 256 * 1024;
