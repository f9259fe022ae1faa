import type { TaskContext } from '../../dsl/index.ts';
import { readFile } from '../data/dataset-store.ts';
import { LearningCurve } from '../fit/learning-curve.ts';
import type { Candidate } from '../train/candidate.ts';
import { thinned } from './curves.ts';

/** How the training of a candidate went. */
export interface CandidateCurve extends LearningCurve {
  readonly name: string;
  readonly kind: string;
}

/** No page shows the curves of more candidates. */
const MOST_CANDIDATES = 8;

/** The learning curves of those candidates that recorded one, in the order given. */
export async function learningCurves(
  ctx: TaskContext,
  candidates: readonly Candidate[],
): Promise<readonly CandidateCurve[]> {
  const recorded = candidates.filter(({ learning }) => learning !== undefined);
  const read = recorded.slice(0, MOST_CANDIDATES).map(async ({ name, kind, learning }) => {
    if (learning === undefined) return [];
    const text = Buffer.from(await readFile(ctx, learning)).toString('utf8');
    const { unit, points } = LearningCurve.parse(JSON.parse(text));
    return [{ name, kind, unit, points: [...thinned(points)] }];
  });
  return (await Promise.all(read)).flat();
}
