import { continueAsNew } from '@temporalio/workflow';
import { ENGINE_ACTIVITY } from '../protocol/names.ts';
import type { KeptSource, RunInput } from '../protocol/run-input.ts';
import type { DagRunReducer } from '../run/index.ts';
import type { PreparedRun } from './admission.ts';
import { engineActivities } from './engine-activities.ts';
import type { RunLoop } from './run-loop.ts';

/** Temporal takes no input above 2 MB. */
const TRAVELS_BYTES = 1_000_000;
/** Of what was cleared and is not there any more; beyond that, rows stay as the clear left them. */
const MOST_CLEARED = 2_000;

/**
 * Goes on as a new execution of the same run.
 *
 * K1 Nothing is in flight, so what the reducer holds for started starts again there: waits with the
 *    time they have left, tasks that were held back as if nothing had been.
 * K2 A sensor that was interrupted starts with attempt 1 again, so its fence needs a generation of
 *    its own; the database learns of that first.
 */
export async function continueRun(
  prepared: PreparedRun,
  reducer: DagRunReducer,
  loop: RunLoop,
  deadline: number | undefined,
): Promise<never> {
  const ended = reducer.kept().filter(({ state }) => state !== 'inFlight');
  const generation = loop.generation + (loop.flights.interruptedSensor ? 1 : 0);
  const { dagId, runId } = prepared.input.run;
  const cleared = reducer.cleared().slice(0, MOST_CLEARED);
  const travels = JSON.stringify(ended).length <= TRAVELS_BYTES;
  const kept: KeptSource =
    travels && generation === loop.generation
      ? { kind: 'inline', kept: ended }
      : await engineActivities[ENGINE_ACTIVITY.keepRun]({ dagId, runId, generation, kept: ended });
  const next: RunInput = {
    kind: 'continued',
    run: prepared.input,
    kept,
    generation,
    paused: loop.paused,
    begun: Object.fromEntries(loop.flights.begun()),
    checkpoints: [...loop.checkpoints],
    ...(cleared.length === 0 ? {} : { cleared }),
    ...(reducer.stopped === undefined ? {} : { stopped: reducer.stopped }),
    ...(deadline === undefined ? {} : { deadline: new Date(deadline).toISOString() }),
  };
  return continueAsNew(next);
}
