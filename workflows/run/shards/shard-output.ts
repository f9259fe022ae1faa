import type { ValuePath } from '../../../dsl/plan/expression.ts';
import type { BoundExpression } from '../../protocol/value.ts';
import { ABSENT, boundList, known } from '../expression/bound-value.ts';
import type { ShardPart } from './shard.ts';

/** The value of a map that was run by shards: their lists joined, or one element of one of them. */
export function shardedOutput(parts: readonly ShardPart[], path: ValuePath): BoundExpression {
  const [step, ...rest] = path;
  if (step === undefined) {
    return { kind: 'call', operator: 'concat', args: parts.map(listOf), path: [] };
  }
  const part =
    typeof step === 'number' ? parts.find(({ from, to }) => from <= step && step < to) : undefined;
  if (part?.end === undefined || typeof step !== 'number') return ABSENT;
  const { results } = part.end;
  return results === null
    ? ABSENT
    : { kind: 'blob', blob: results, path: [step - part.from, ...rest] };
}

function listOf(part: ShardPart): BoundExpression {
  const results = part.end?.results ?? null;
  if (results !== null) return { kind: 'blob', blob: results, path: [] };
  return boundList(Array.from({ length: part.to - part.from }, () => known(null)));
}
