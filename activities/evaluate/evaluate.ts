import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import {
  classificationMetrics,
  type ClassificationMetrics,
} from '../../ml/metrics/classification-metrics.ts';
import { classProbabilities, likeliest } from '../../ml/model/classifier.ts';
import { decodeClassifier } from '../../ml/model/classifier-file.ts';
import { DatasetRef, FileRef } from '../data/dataset-ref.ts';
import { readFile, writeFile } from '../data/dataset-store.ts';
import { openSealed } from '../data/sealed-dataset.ts';
import type { Table } from '../../ml/data/table.ts';
import { toLabelled } from '../data/to-matrix.ts';
import { Candidate } from '../train/candidate.ts';
import { startBackend } from '../train/start-backend.ts';
import { Criterion, MetricName, namedMetrics } from './criterion.ts';

const Metrics = z.record(MetricName, z.number());
const LeaderboardLine = z.object({
  name: z.string(),
  kind: Candidate.shape.kind,
  validationAccuracy: z.number(),
  /** On the holdout. */
  metrics: Metrics,
  device: Candidate.shape.device,
  seconds: z.number(),
});

/**
 * The final evaluation: opens the sealed holdout and measures every candidate on it.
 *
 * E1 The candidate is chosen by its validation accuracy alone (then by macro F1, then in the order
 *    given); the holdout only judges the one chosen. Choosing by the holdout would flatter it.
 * E2 The verdict is `promote` exactly when the chosen one meets every criterion.
 */
export const evaluate = task({
  name: 'evaluate',
  queue: 'cpu',
  isolation: 'process',
  timeout: '1h',
  input: z.object({
    candidates: z.array(Candidate).min(1),
    holdout: DatasetRef,
    label: z.string().default('label'),
    criteria: z.array(Criterion),
    /** Stands in for the accuracy that the criteria ask for. */
    minAccuracy: z.number().min(0).max(1).optional(),
  }),
  output: z.object({
    verdict: z.enum(['promote', 'reject']),
    best: Candidate,
    accuracy: z.number(),
    metrics: Metrics,
    /** [true class][predicted class], in the order of `best.classes`. */
    confusion: z.array(z.array(z.int())),
    leaderboard: z.array(LeaderboardLine),
    criteria: z.array(Criterion),
    /** Which criteria were missed, by how much. */
    reasons: z.array(z.string()),
    reason: z.string(),
    holdout: z.object({ sha256: z.string(), rows: z.int() }),
    report: FileRef,
  }),
  run: async ({ candidates, holdout, label, minAccuracy, ...rest }, ctx) => {
    const ranked = rank(candidates);
    const table = await openSealed(ctx, holdout, 'evaluate');
    const measured: { candidate: Candidate; metrics: ClassificationMetrics }[] = [];
    for (const candidate of ranked) {
      measured.push({ candidate, metrics: await measure(ctx, candidate, table, label) });
      ctx.heartbeat({ measured: measured.length, of: ranked.length });
    }
    const [chosen] = measured;
    if (chosen === undefined) return ctx.fail('No candidate was given.', { retry: false });
    const criteria = withAccuracy(rest.criteria, minAccuracy);
    const metrics = namedMetrics(chosen.metrics);
    const reasons = missed(criteria, metrics);
    const verdict = reasons.length === 0 ? ('promote' as const) : ('reject' as const);
    const leaderboard = measured.map(toLine);
    for (const line of leaderboard) ctx.log.info(`${line.name}: ${tell(line.metrics)}`);
    const judged = {
      ...{ verdict, best: chosen.candidate, accuracy: chosen.metrics.accuracy, metrics },
      confusion: chosen.metrics.confusion.map((line) => [...line]),
      ...{ leaderboard, criteria, reasons },
      reason: reasons.length === 0 ? 'Every criterion is met.' : reasons.join(' '),
      holdout: { sha256: holdout.sha256, rows: table.rows },
    };
    const full = { ...judged, perClass: chosen.metrics.perClass };
    const report = await writeFile(ctx, JSON.stringify(full, null, 1), 'evaluation.json');
    return { ...judged, report };
  },
});

function rank(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort(
    ({ validation: a }, { validation: b }) => b.accuracy - a.accuracy || b.macroF1 - a.macroF1,
  );
}

async function measure(
  ctx: TaskContext,
  candidate: Candidate,
  table: Table,
  label: string,
): Promise<ClassificationMetrics> {
  const classifier = decodeClassifier(await readFile(ctx, candidate.model));
  if (classifier.kind === 'neural_net') await startBackend(ctx);
  const data = toLabelled(table, classifier.columns, label, classifier.classes);
  const probabilities = await classProbabilities(classifier, data.features);
  const predicted = likeliest(probabilities, data.classes.length);
  return classificationMetrics(data.labels, predicted, data.classes);
}

function withAccuracy(criteria: readonly Criterion[], min: number | undefined): Criterion[] {
  if (min === undefined) return [...criteria];
  const others = criteria.filter(({ metric }) => metric !== 'accuracy');
  return [{ metric: 'accuracy', min, because: 'Asked for by this run.' }, ...others];
}

function missed(criteria: readonly Criterion[], metrics: Record<MetricName, number>): string[] {
  return criteria
    .filter(({ metric, min }) => metrics[metric] < min)
    .map(({ metric, min }) => `${metric} is ${metrics[metric].toFixed(4)}, below ${min}.`);
}

function toLine(measured: {
  candidate: Candidate;
  metrics: ClassificationMetrics;
}): z.output<typeof LeaderboardLine> {
  const { name, kind, validation, device, seconds } = measured.candidate;
  const metrics = namedMetrics(measured.metrics);
  return { name, kind, validationAccuracy: validation.accuracy, metrics, device, seconds };
}

const tell = (metrics: Record<MetricName, number>): string =>
  `accuracy ${metrics.accuracy.toFixed(4)}, macro F1 ${metrics.macro_f1.toFixed(4)}.`;
