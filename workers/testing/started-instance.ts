import type { RunCommand } from '../../workflows/run/index.ts';

export type Schedule = Extract<RunCommand, { type: 'schedule' }>;

/** An instance that has been started and has not reported. */
export interface StartedInstance {
  readonly command: Schedule;
  /** The run's generation when it started. */
  readonly generation: number;
  /** When it started, in virtual milliseconds. */
  readonly begun: number;
  readonly keepCheckpoint: boolean;
  readonly abort: AbortController;
  /** Calls off what was to happen to it later. */
  readonly callOffs: (() => void)[];
  /** Attempts so far, as Temporal counts them. */
  attempt: number;
  /** Pokes of a sensor's try so far. */
  pokes: number;
  /** Its body is running now. */
  running: boolean;
  /** It has reported; whatever comes later is late. */
  ended: boolean;
  /** What it waits for, in words, if it does. */
  waitsFor?: string;
  /** Takes an event that was told. */
  deliver?: (payload: unknown) => void;
  /** Asks what it started to stop; without it, it just ends. */
  stop?: (reason: string) => void;
}
