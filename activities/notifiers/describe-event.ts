import type { TaskEvent } from '../../dsl/index.ts';

/** One line about an event, for people. */
export function describeEvent({ run, taskId, path, state, attempt, error }: TaskEvent): string {
  const { dagId, runId } = run;
  const what = taskId === '' ? `Run ${runId} of ${dagId}` : `${path} of ${dagId} (${runId})`;
  const tries = taskId !== '' && attempt > 1 ? ` in try ${attempt}` : '';
  const why = error === undefined ? '' : `: ${error}`;
  return `${what}: ${state}${tries}${why}`;
}
