import { z } from 'zod';

const Measured = z.record(z.string(), z.number());

/** How a fit stood at one step of its way. */
export const LearningPoint = z.object({
  /** Epochs or rounds done. */
  step: z.int().positive(),
  /** On rows that it learns from. */
  train: Measured,
  /** On the validation part; empty where it was not measured. */
  validation: Measured,
});
export interface LearningPoint extends z.output<typeof LearningPoint> {}

/** How a fit went, step by step. */
export const LearningCurve = z.object({
  unit: z.enum(['epoch', 'round']),
  points: z.array(LearningPoint).readonly(),
});
export interface LearningCurve extends z.output<typeof LearningCurve> {}

/** Hears of a fit on its way. What is heard is kept for the report of the evaluation. */
export interface FitWatch {
  /** All points so far, those of earlier attempts among them. */
  readonly points: readonly LearningPoint[];
  /** Takes the place of all points: those that an earlier attempt kept. */
  goOn(points: readonly LearningPoint[]): void;
  /** Values that are no numbers are not kept. */
  add(point: LearningPoint): void;
  /** Tells the newest point to the trial, if there is one; ends the task when it is pruned. */
  tell(): Promise<void>;
}

/** A watch that keeps points. @param tell what hears the newest of them */
export function watchFit(tell: (newest: LearningPoint) => Promise<void>): FitWatch {
  let points: readonly LearningPoint[] = [];
  let newest: LearningPoint | undefined;
  return {
    get points() {
      return points;
    },
    goOn: (before) => (points = before),
    add: (point) => {
      const { step, train, validation } = point;
      newest = point;
      points = [...points, { step, train: finite(train), validation: finite(validation) }];
    },
    tell: async () => {
      if (newest !== undefined) await tell(newest);
    },
  };
}

function finite(values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
}
