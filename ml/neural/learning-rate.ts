import type { ScheduleSpec } from './optimizer-spec.ts';

/** What the plateau schedule remembers between epochs. */
export interface PlateauState {
  readonly factor: number;
  /** Lowest loss so far, null before the first. */
  readonly best: number | null;
  /** Epochs since the loss fell. */
  readonly waited: number;
}
export const PLATEAU_START: PlateauState = { factor: 1, best: null, waited: 0 };

export interface ScheduleTime {
  /** From 0. */
  readonly epoch: number;
  /** Steps done before, over all epochs. */
  readonly steps: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly plateau: PlateauState;
}

/** The factor on the learning rate for the next step. */
export function scheduleFactor(schedule: ScheduleSpec | undefined, time: ScheduleTime): number {
  switch (schedule?.kind) {
    case 'exponential':
      return schedule.factor ** time.epoch;
    case 'step':
      return schedule.factor ** Math.floor(time.epoch / schedule.every);
    case 'cosine':
      return cosineFactor(schedule, time);
    case 'plateau':
      return time.plateau.factor;
    case 'constant':
    case undefined:
      return 1;
  }
}

/** Loshchilov and Hutter (2017) without restarts, behind a linear warm-up (Goyal et al. 2017). */
function cosineFactor(
  { warmUp = 0, floor = 0 }: ScheduleSpec & { kind: 'cosine' },
  { steps, epochs, stepsPerEpoch }: ScheduleTime,
): number {
  const warm = warmUp * stepsPerEpoch;
  if (steps < warm) return (steps + 1) / warm;
  const rest = Math.max(epochs * stepsPerEpoch - warm, 1);
  const share = Math.min((steps - warm) / rest, 1);
  return floor + ((1 - floor) * (1 + Math.cos(Math.PI * share))) / 2;
}

/** The plateau's state after an epoch with this loss. */
export function nextPlateau(
  schedule: ScheduleSpec | undefined,
  state: PlateauState,
  loss: number,
): PlateauState {
  if (schedule?.kind !== 'plateau') return state;
  const { factor, patience, minDelta = 1e-4, floor = 0 } = schedule;
  if (state.best === null || loss < state.best - minDelta) {
    return { ...state, best: loss, waited: 0 };
  }
  const waited = state.waited + 1;
  if (waited <= patience) return { ...state, waited };
  return { ...state, factor: Math.max(state.factor * factor, floor), waited: 0 };
}
