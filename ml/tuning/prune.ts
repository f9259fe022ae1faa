import type { CurvePoint, Direction } from './trial.ts';

/** When to stop a trial that does not promise anything. */
export type Pruner =
  /** Worse than half of the others at the same step. */
  | {
      readonly kind: 'median';
      readonly warmup?: number | undefined;
      readonly startup?: number | undefined;
    }
  /**
   * At `least`, `least · factor`, `least · factor²`, … steps only the best 1 / `factor` of those that
   * got there go on (asynchronous successive halving).
   */
  | {
      readonly kind: 'halving';
      readonly least?: number | undefined;
      readonly factor?: number | undefined;
    }
  /** Several ladders of halving beside each other, each with a later first rung; trials take turns. */
  | {
      readonly kind: 'hyperband';
      readonly most: number;
      readonly least?: number | undefined;
      readonly factor?: number | undefined;
    };

export interface PruneQuestion {
  readonly pruner: Pruner;
  readonly direction: Direction;
  /** The number of the trial in its study. */
  readonly number: number;
  /** What the trial told so far, steps ascending; the last point is the newest. */
  readonly curve: readonly CurvePoint[];
  /** The same of the other trials, whether they have ended or not, with their numbers. */
  readonly others: readonly { readonly number: number; readonly curve: readonly CurvePoint[] }[];
}

const STARTUP = 4;
const FACTOR = 3;

/**
 * Whether a trial should stop where it is. A value that is not a number always should.
 *
 * Steps count from 1, as epochs do.
 */
export function shouldPrune(question: PruneQuestion): boolean {
  const newest = question.curve.at(-1);
  if (newest === undefined) return false;
  if (Number.isNaN(newest.value)) return true;
  const { pruner } = question;
  switch (pruner.kind) {
    case 'median':
      return belowMedian(question, newest, pruner);
    case 'halving':
      return outOfRung(question, newest, {
        least: pruner.least ?? 1,
        factor: pruner.factor ?? FACTOR,
      });
    case 'hyperband':
      return outOfBracket(question, newest, pruner);
  }
}

/**
 * The median rule (Golovin et al. 2017, Google Vizier, section 3.2.2): the best value so far is
 * compared with the median of the others' best values up to the same step.
 */
function belowMedian(
  { curve, others, direction }: PruneQuestion,
  { step }: CurvePoint,
  {
    warmup = 1,
    startup = STARTUP,
  }: { readonly warmup?: number | undefined; readonly startup?: number | undefined },
): boolean {
  if (step <= warmup) return false;
  const peers = others
    .filter((other) => other.curve.some((point) => point.step >= step))
    .map((other) => bestUntil(other.curve, step, direction))
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  if (peers.length < startup) return false;
  const middle = peers.length / 2;
  const median = ((peers[Math.ceil(middle) - 1] ?? NaN) + (peers[Math.floor(middle)] ?? NaN)) / 2;
  return isWorse(bestUntil(curve, step, direction), median, direction);
}

/**
 * A rung of asynchronous successive halving (Li et al. 2020, ASHA, algorithm 2): a trial that
 * reaches it goes on when it is among the best 1 / factor of all that have reached it. While fewer
 * than `factor` have, the best of them does.
 */
function outOfRung(
  { curve, others, direction }: Pick<PruneQuestion, 'curve' | 'others' | 'direction'>,
  newest: CurvePoint,
  { least, factor }: { readonly least: number; readonly factor: number },
): boolean {
  const before = curve.at(-2)?.step ?? 0;
  const rung = highestRung(newest.step, least, factor);
  // Each rung asks once, at the first step at or behind it.
  if (rung === undefined || before >= rung) return false;
  const own = newest.value;
  const peers = others
    .map((other) => other.curve.find(({ step }) => step >= rung)?.value ?? NaN)
    .filter((value) => !Number.isNaN(value));
  const better = peers.filter((value) => isWorse(own, value, direction)).length;
  const goOn = Math.max(1, Math.floor((peers.length + 1) / factor));
  return better >= goOn;
}

function highestRung(step: number, least: number, factor: number): number | undefined {
  if (step < least) return undefined;
  let rung = least;
  while (rung * factor <= step) rung *= factor;
  return rung;
}

/**
 * Hyperband (Li et al. 2018) with asynchronous rungs: bracket b has its first rung at
 * least · factor^b. Trials are dealt to brackets by their numbers, more to those that stop early, and
 * compared within theirs.
 */
function outOfBracket(
  question: PruneQuestion,
  newest: CurvePoint,
  options: {
    readonly most: number;
    readonly least?: number | undefined;
    readonly factor?: number | undefined;
  },
): boolean {
  const { most, least = 1, factor = FACTOR } = options;
  const brackets = Math.floor(Math.log(most / least) / Math.log(factor) + 1e-9) + 1;
  const mine = bracketOf(question.number, brackets, factor);
  const others = question.others.filter(
    ({ number }) => bracketOf(number, brackets, factor) === mine,
  );
  return outOfRung({ ...question, others }, newest, { least: least * factor ** mine, factor });
}

/** Shares as in Hyperband: about factor^(brackets - 1 - b) · brackets / (brackets - b) each. */
function bracketOf(number: number, brackets: number, factor: number): number {
  const shares = Array.from({ length: brackets }, (_, b) =>
    Math.ceil((brackets * factor ** (brackets - 1 - b)) / (brackets - b)),
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  // A stride that shares no factor with the total deals the brackets out evenly.
  let left = (number * strideFor(total)) % total;
  for (let bracket = 0; bracket < brackets; bracket += 1) {
    left -= shares[bracket] ?? 0;
    if (left < 0) return bracket;
  }
  return brackets - 1;
}

function strideFor(total: number): number {
  let stride = Math.max(1, Math.round(total * 0.618));
  while (greatestDivisor(stride, total) > 1) stride += 1;
  return stride;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function bestUntil(curve: readonly CurvePoint[], step: number, direction: Direction): number {
  const values = curve
    .filter((point) => point.step <= step && !Number.isNaN(point.value))
    .map(({ value }) => value);
  if (values.length === 0) return NaN;
  return direction === 'minimize' ? Math.min(...values) : Math.max(...values);
}

/** A value that is none is worse than any. */
function isWorse(own: number, other: number, direction: Direction): boolean {
  if (Number.isNaN(own)) return !Number.isNaN(other);
  return direction === 'minimize' ? own > other : own < other;
}
