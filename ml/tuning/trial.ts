/** How a trial stands. `pruned`: stopped early, with the last value it told. */
export type TrialState = 'complete' | 'pruned' | 'failed' | 'running';

/** A value that a trial told on its way, such as the validation loss of an epoch. */
export interface CurvePoint {
  readonly step: number;
  readonly value: number;
}

/** What a sampler knows of a trial. */
export interface PastTrial {
  /** As a suggestion gave them. */
  readonly params: unknown;
  readonly state: TrialState;
  /** What is optimised; a complete trial has one, a pruned one its last. */
  readonly value?: number;
  /** The step at which a pruned trial was stopped. */
  readonly step?: number;
}

/** Whether small or large values are good. */
export type Direction = 'minimize' | 'maximize';
