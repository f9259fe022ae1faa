import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import { confusionMatrix } from '../../ml/metrics/confusion-matrix.ts';
import type { Table } from '../../ml/data/table.ts';
import type { Prediction } from '../../ml/model/model.ts';
import { decodeModel } from '../../ml/model/model-file.ts';
import { predict } from '../../ml/model/predict.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { readFile, writeFile } from '../data/dataset-store.ts';
import { openSealed } from '../data/sealed-dataset.ts';
import { targetOf, type Target } from '../fit/target.ts';
import type { Criterion } from '../problem/criterion.ts';
import { Problem } from '../problem/problem.ts';
import { Candidate } from '../train/candidate.ts';
import { startBackend } from '../train/start-backend.ts';
import { Evaluation, type LeaderboardLine } from './evaluation.ts';
import { Baseline, baselinePrediction } from './fit-baseline.ts';
import { better, judge, reasonsAgainst } from './judge.ts';
import { measure } from './measure.ts';
import { rankCandidates } from './rank-candidates.ts';

/**
 * The final evaluation: opens the sealed holdout and measures every candidate on it.
 *
 * E1 The candidate is chosen by the validation part alone; the holdout only judges the one chosen.
 *    Choosing by the holdout would flatter it.
 * E2 The verdict is `promote` exactly when the chosen one beats the baseline and meets every
 *    criterion of the problem.
 */
export const evaluate = task({
  name: 'evaluate',
  queue: 'cpu',
  isolation: 'process',
  timeout: '1h',
  input: z.object({
    problem: Problem,
    candidates: z.array(Candidate).min(1),
    baseline: Baseline,
    holdout: DatasetRef,
    /** Stands in for the bound that the problem sets for its own metric. */
    minScore: z.number().optional(),
  }),
  output: Evaluation,
  run: async ({ problem, candidates, baseline, holdout, minScore }, ctx) => {
    const ranked = rankCandidates(problem, candidates);
    const [first] = ranked;
    if (first === undefined) return ctx.fail('No candidate was given.', { retry: false });
    const table = await openSealed(ctx, holdout, 'evaluate');
    const measured: Measured[] = [];
    for (const candidate of ranked) {
      measured.push(await measureOn(ctx, candidate, table, problem));
      ctx.heartbeat({ measured: measured.length, of: ranked.length });
    }
    const [chosen] = measured;
    if (chosen === undefined) return ctx.fail('No candidate was given.', { retry: false });
    const { metrics, target, prediction } = chosen;
    const criteria = judge(criteriaOf(problem, minScore), metrics);
    const score = metrics[problem.metric] ?? 0;
    const said = measure(baselinePrediction(baseline, table.rows), target)[problem.metric] ?? 0;
    const surely = better(problem.metric, score, said);
    const gap = { kind: baseline.kind, score: said, surely };
    const reasons = reasonsAgainst(problem, criteria, metrics, gap);
    const verdict = reasons.length === 0 ? ('promote' as const) : ('reject' as const);
    const leaderboard = measured.map((one) => toLine(problem, one));
    const judged = {
      ...{ verdict, best: chosen.candidate, score, metric: problem.metric, metrics },
      confusion: confusionOf(prediction, target),
      ...{ leaderboard, criteria, reasons, champion: null },
      baseline: { kind: baseline.kind, score: said, beaten: surely > 0 },
      reason: reasons.length === 0 ? 'Every criterion is met.' : reasons.join(' '),
      holdout: { sha256: holdout.sha256, rows: table.rows },
    };
    const report = await writeFile(ctx, JSON.stringify(judged, null, 1), 'evaluation.json');
    return { ...judged, report, page: report, summary: report };
  },
});

interface Measured {
  readonly candidate: Candidate;
  readonly target: Target;
  readonly prediction: Prediction;
  readonly metrics: Record<string, number>;
}

async function measureOn(
  ctx: TaskContext,
  candidate: Candidate,
  table: Table,
  problem: Problem,
): Promise<Measured> {
  const model = decodeModel(await readFile(ctx, candidate.model));
  if (model.estimator.kind === 'neural_net') await startBackend(ctx);
  const target = targetOf(table, problem.target, problem.task, model.classes);
  const prediction = await predict(model, table);
  return { candidate, target, prediction, metrics: measure(prediction, target) };
}

/** The problem's criteria; a run may ask for another bound on the metric that ranks. */
function criteriaOf(
  { criteria, metric }: Problem,
  bound: number | undefined,
): readonly Criterion[] {
  if (bound === undefined) return criteria;
  const asked = better(metric, 1, 0) > 0 ? { min: bound } : { max: bound };
  const own: Criterion = { metric, ...asked, because: 'Asked for by this run.' };
  return [own, ...criteria.filter((one) => one.metric !== metric)];
}

function confusionOf(prediction: Prediction, target: Target): number[][] {
  if (prediction.task !== 'classification' || target.task !== 'classification') return [];
  const counts = confusionMatrix(target.labels, prediction.labels, target.classes.length);
  return counts.map((line) => [...line]);
}

function toLine({ metric }: Problem, { candidate, metrics }: Measured): LeaderboardLine {
  const { name, kind, validation, device, seconds } = candidate;
  const holdout = metrics[metric] ?? 0;
  return {
    ...{ name, kind, validation: validation.metrics[metric] ?? 0, holdout },
    ...{ interval: [holdout, holdout], metrics, device, seconds },
  };
}
