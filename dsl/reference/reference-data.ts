import type { RegionDraft } from '../scope/draft.ts';
import type { EdgeEnd } from '../scope/draft.ts';
import type { ExpressionDraft } from '../scope/expression-draft.ts';
import type { Shape } from './shape.ts';

/** What a reference stands for. */
export interface ReferenceData {
  readonly expression: ExpressionDraft;
  readonly shape: Shape;
  /** The innermost region whose nodes it reads: it may be used there and inside. */
  readonly region: RegionDraft;
  /** What to wait for when it is used for order; by default the nodes it reads. */
  readonly ends?: readonly EdgeEnd[];
}

/** Keys that two copies of this package agree on. */
export const REFERENCE = Symbol.for('perdure.reference');
export const POISONED = Symbol.for('perdure.poisoned');

/** What the value stands for, if it is a reference. */
export function referenceData(value: unknown): ReferenceData | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // Only `makeReference` answers to this symbol.
  return (value as { [REFERENCE]?: ReferenceData })[REFERENCE];
}

/** Whether the value came from a word that failed: its fault is recorded already. */
export function isPoisoned(value: unknown): boolean {
  // Only the poisoned reference is a function that answers to this symbol.
  return typeof value === 'function' && (value as { [POISONED]?: boolean })[POISONED] === true;
}
