import type { InstanceStanding } from './instance-rule.ts';
import type { ClaimAnswer, Fence, StoredOutput } from './run-store.ts';

/** What an instance that a claim did not change tells the claimer. */
export function claimAnswer(
  standing: InstanceStanding & { readonly tryNumber: number },
  stored: () => StoredOutput,
  fence: Fence,
): ClaimAnswer {
  const { fence: owner, settledBy, tryNumber } = standing;
  if (owner.generation !== fence.generation) return { kind: 'fenced', owner };
  if (settledBy === 'worker') return { kind: 'finished', stored: stored(), tryNumber };
  // The same claim again: its answer was lost, or its attempt has already ended.
  const isMine = settledBy === null && owner.attempt === fence.attempt;
  return isMine ? { kind: 'claimed', tryNumber } : { kind: 'fenced', owner };
}
