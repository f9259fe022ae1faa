import { ScheduleNotFoundError } from '@temporalio/client';
import { scheduleIdOf } from '../../workflows/protocol/names.ts';
import type { TemporalClient } from './connect.ts';

/**
 * Stops or resumes a dag's scheduled runs; running ones go on. A dag without a Schedule has nothing
 * to stop, which is no error.
 */
export async function pauseSchedule(
  temporal: TemporalClient,
  dagId: string,
  paused: boolean,
  note: string,
): Promise<void> {
  const handle = temporal.client.schedule.getHandle(scheduleIdOf(dagId));
  try {
    await (paused ? handle.pause(note) : handle.unpause(note));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
