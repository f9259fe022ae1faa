import { proxySinks, type Sinks } from '@temporalio/workflow';
import type { Transition } from '../run/command.ts';

/**
 * Live states on their way to the database, beside the history: a lost call costs a late row on a
 * screen, never a state, since `finishRun` writes them all again.
 */
export interface TransitionSinks extends Sinks {
  perdure: {
    transitions(
      dagId: string,
      runId: string,
      transitions: readonly Transition[],
      generation: number,
    ): void;
  };
}

export const { perdure: transitionSink } = proxySinks<TransitionSinks>();
