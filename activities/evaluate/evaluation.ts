import { z } from 'zod';
import { FileRef } from '../data/dataset-ref.ts';
import { RunPlace } from '../data/run-place.ts';
import { Criterion } from '../problem/criterion.ts';
import { Candidate, Metrics } from '../train/candidate.ts';

/** From, to: the middle 95 % over samples of the rows. */
export const Interval = z.tuple([z.number(), z.number()]);

/** How a candidate did. */
export const LeaderboardLine = z.object({
  name: z.string(),
  kind: z.string(),
  /** By the problem's metric, on the validation part: this ranks. */
  validation: z.number(),
  /** By the problem's metric, on the holdout: this only judges. */
  holdout: z.number(),
  interval: Interval,
  metrics: Metrics,
  device: Candidate.shape.device,
  seconds: z.number(),
});
export interface LeaderboardLine extends z.output<typeof LeaderboardLine> {}

/** A criterion, what was reached, and whether that is enough. */
export const JudgedCriterion = Criterion.extend({ value: z.number(), met: z.boolean() });
export type JudgedCriterion = z.output<typeof JudgedCriterion>;

/** How the chosen candidate does beside the version that serves now. */
export const ChampionComparison = z.object({
  version: z.int(),
  score: z.number(),
  /** Share of the rows on which only the candidate, and only the champion is right. */
  onlyCandidate: z.int(),
  onlyChampion: z.int(),
  /** Of McNemar's exact test; null for a regression. */
  pValue: z.number().nullable(),
});
export interface ChampionComparison extends z.output<typeof ChampionComparison> {}

/** What the final evaluation says. */
export const Evaluation = z.object({
  verdict: z.enum(['promote', 'reject']),
  best: Candidate,
  /** The problem's metric of the chosen one on the holdout. */
  score: z.number(),
  metric: z.string(),
  metrics: Metrics,
  /** [true class][predicted class], in the order of `best.classes`; empty for a regression. */
  confusion: z.array(z.array(z.int())),
  leaderboard: z.array(LeaderboardLine),
  criteria: z.array(JudgedCriterion),
  baseline: z.object({ kind: z.string(), score: z.number(), beaten: z.boolean() }),
  champion: ChampionComparison.nullable(),
  /** Which criteria were missed, by how much. */
  reasons: z.array(z.string()),
  reason: z.string(),
  holdout: z.object({ sha256: z.string(), rows: z.int() }),
  by: RunPlace,
  /** All of it as JSON; as one page of HTML; as Markdown. */
  report: FileRef,
  page: FileRef,
  summary: FileRef,
});
export interface Evaluation extends z.output<typeof Evaluation> {}
