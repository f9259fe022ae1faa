import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import { compareScores, scoreInterval } from '../../ml/evaluation/score-interval.ts';
import type { Table } from '../../ml/data/table.ts';
import { confusionMatrix } from '../../ml/metrics/confusion-matrix.ts';
import { scoreByName } from '../../ml/metrics/score-by-name.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { writeFile } from '../data/dataset-store.ts';
import { openSealed } from '../data/sealed-dataset.ts';
import { placeOf } from '../data/run-place.ts';
import { Problem } from '../problem/problem.ts';
import { Candidate } from '../train/candidate.ts';
import { prefixed } from '../train/prefixed.ts';
import { writeReport } from '../report/write-report.ts';
import { analyse } from './analysis.ts';
import { askCandidate, type AskedCandidate } from './ask-candidate.ts';
import { compareChampion } from './compare-champion.ts';
import { Evaluation, type LeaderboardLine } from './evaluation.ts';
import { Baseline, baselinePrediction } from './fit-baseline.ts';
import { criteriaOf, judge, judgedFairness, reasonsAgainst, worseThan } from './judge.ts';
import { learningCurves } from './learning-curves.ts';
import { scoreInputOf } from './measure.ts';
import { rankCandidates } from './rank-candidates.ts';

const Input = z.object({
  problem: Problem,
  /** One by one, or as the lists that a `map` gives. */
  candidates: z.array(z.union([Candidate, z.array(Candidate)])).min(1),
  baseline: Baseline,
  holdout: DatasetRef,
  /** Stands in for the bound that the problem sets for its own metric. */
  minScore: z.number().optional(),
  /** The version that serves now, to compare with. */
  champion: z.string().default('champion'),
  /** `not_worse`: what is clearly worse than the champion is rejected. */
  againstChampion: z.enum(['report', 'not_worse']).default('report'),
});

const RESAMPLES = { resamples: 500, seed: 7 } as const;

/**
 * The final evaluation: opens the sealed holdout and measures every candidate on it.
 *
 * E1 The candidate is chosen by the validation part alone; the holdout only judges the one chosen.
 *    Choosing by the holdout would flatter it.
 * E2 The verdict is `promote` exactly when the chosen one surely beats the baseline and meets every
 *    criterion of the problem, groups among them.
 */
export const evaluate = task({
  name: 'evaluate',
  queue: 'cpu',
  isolation: 'process',
  timeout: '1h',
  input: Input,
  output: Evaluation,
  run: async (input, ctx) => {
    const { problem, holdout } = input;
    const table = await openSealed(ctx, holdout, 'evaluate');
    const asked: AskedCandidate[] = [];
    const candidates = input.candidates.flat();
    for (const candidate of rankCandidates(problem, candidates)) {
      asked.push(await askCandidate(ctx, problem, candidate, table));
      ctx.heartbeat({ measured: asked.length, of: candidates.length });
    }
    const [chosen] = asked;
    if (chosen === undefined) return ctx.fail('No candidate was given.', { retry: false });
    const ranked = asked.map(({ candidate }) => candidate);
    const analysis = {
      ...(await analyse(problem, chosen.model, table, chosen, ctx.signal)),
      learning: await learningCurves(ctx, ranked),
    };
    const judged = await judgeChosen(ctx, input, chosen, analysis, table);
    const all = {
      ...{ metric: problem.metric, ...judged },
      confusion: confusionOf(chosen),
      leaderboard: asked.map((one) => toLine(problem, one)),
      holdout: { sha256: holdout.sha256, rows: table.rows },
      by: placeOf(ctx),
    };
    ctx.track.metrics(prefixed('holdout', chosen.metrics));
    ctx.track.tags({ verdict: all.verdict, chosen: chosen.candidate.name });
    ctx.log.info(`${all.verdict}: ${chosen.candidate.name}. ${all.reason}`);
    const files = await writeReport(ctx, problem, all, analysis);
    const report = await writeFile(ctx, JSON.stringify({ ...all, analysis }), 'evaluation.json');
    return { ...all, ...files, report };
  },
});

type Judging = Pick<Evaluation, 'verdict' | 'best' | 'score' | 'metrics'> &
  Pick<Evaluation, 'criteria' | 'baseline' | 'champion' | 'reasons' | 'reason'>;

async function judgeChosen(
  ctx: TaskContext,
  input: z.output<typeof Input>,
  chosen: AskedCandidate,
  analysis: Awaited<ReturnType<typeof analyse>>,
  table: Table,
): Promise<Judging> {
  const { problem, baseline } = input;
  const { metrics, prediction, target } = chosen;
  const said = scoreInputOf(baselinePrediction(baseline, table.rows), target);
  const own = scoreInputOf(prediction, target);
  const gap = compareScores(scoreByName(problem.metric), own, said, RESAMPLES);
  const champion = await compareChampion(ctx, problem, input.champion, table, prediction);
  const criteria = judge(criteriaOf(problem, input.minScore), metrics);
  const beaten = gap.better;
  const reasons = [
    ...reasonsAgainst(problem, criteria, metrics, {
      ...{ kind: baseline.kind, score: gap.second, beaten },
    }),
    ...judgedFairness(analysis.fairness),
    ...(input.againstChampion === 'report' ? [] : worseThan(champion, problem, gap.first)),
  ];
  return {
    verdict: reasons.length === 0 ? 'promote' : 'reject',
    ...{ best: chosen.candidate, score: gap.first, metrics, criteria, champion, reasons },
    baseline: { kind: baseline.kind, score: gap.second, beaten },
    reason: reasons.length === 0 ? 'Every criterion is met.' : reasons.join(' '),
  };
}

function confusionOf({ prediction, target }: AskedCandidate): number[][] {
  if (prediction.task !== 'classification' || target.task !== 'classification') return [];
  const counts = confusionMatrix(target.labels, prediction.labels, target.classes.length);
  return counts.map((line) => [...line]);
}

function toLine({ metric }: Problem, asked: AskedCandidate): LeaderboardLine {
  const { candidate, metrics, prediction, target } = asked;
  const { name, kind, validation, device, seconds } = candidate;
  const input = scoreInputOf(prediction, target);
  const { value, low, high } = scoreInterval(scoreByName(metric), input, RESAMPLES);
  return {
    ...{ name, kind, validation: validation.metrics[metric] ?? 0, holdout: value },
    ...{ interval: [low, high], metrics, device, seconds },
  };
}
