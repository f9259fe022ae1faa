import { scoreByName } from '../../ml/metrics/score-by-name.ts';
import type { Problem } from '../problem/problem.ts';
import type { Candidate } from '../train/candidate.ts';

/**
 * Best first, by the problem's metric on the validation part; of equals in the order given. One
 * without that metric comes last.
 */
export function rankCandidates(
  { metric }: Pick<Problem, 'metric'>,
  candidates: readonly Candidate[],
): Candidate[] {
  const sign = scoreByName(metric).higherIsBetter ? -1 : 1;
  const worth = ({ validation }: Candidate): number =>
    sign * (validation.metrics[metric] ?? sign * Infinity);
  return [...candidates].sort((a, b) => {
    const [left, right] = [worth(a), worth(b)];
    return left === right ? 0 : left - right;
  });
}
