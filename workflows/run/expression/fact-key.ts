import type { ValuePath } from '../../../dsl/plan/expression.ts';
import type { Fact } from '../../../dsl/plan/plan.ts';

/**
 * The key of a fact among the facts of an output. A fact whose value is missing has no key.
 *
 * @example factKey(['rows', 0], 'length') // 'length:["rows",0]'
 */
export function factKey(path: ValuePath, want: Fact['want']): string {
  return `${want}:${JSON.stringify(path)}`;
}
