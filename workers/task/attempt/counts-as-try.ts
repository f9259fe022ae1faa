import { LOST_ATTEMPT } from '../../../stores/runs/lost-attempt.ts';
import type { AttemptRow } from '../../../stores/runs/run-store.ts';
import { FAILURE_TYPES } from '../../../workflows/protocol/index.ts';

/** Whether an attempt is one of its author's tries: one that ended with its worker is not. */
export function countsAsTry({ error }: Pick<AttemptRow, 'error'>): boolean {
  return !NOT_THE_TASKS_DOING.includes(error?.type ?? '');
}

const NOT_THE_TASKS_DOING: readonly string[] = [FAILURE_TYPES.workerShutdown, LOST_ATTEMPT.type];
