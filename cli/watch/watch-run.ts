import { setTimeout as sleep } from 'node:timers/promises';
import { answered, type ApiClient, type Schemas } from '../api/client.ts';
import { printable } from '../output/table.ts';
import { durationText } from '../output/words.ts';
import { runNameText, type RunName } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';
import { progressBar, type Progress } from './progress.ts';
import { RunChanges } from './run-changes.ts';

const POLL_MS = 400;

/**
 * Shows a run until it ends: a line for each change of a task instance, and on a terminal a bar
 * below. Interrupting it leaves the run alone.
 */
export async function watchRun(
  terminal: Terminal,
  api: ApiClient,
  { dag_id, dag_run_id }: RunName,
  { quiet }: { readonly quiet: boolean },
): Promise<Schemas['DagRun']> {
  const params = { path: { dag_id, dag_run_id } };
  const changes = new RunChanges();
  const progress = quiet ? undefined : progressBar(terminal);
  try {
    for (;;) {
      // The run first: once it has ended, the instances read after it are final.
      const run = await answered(api.GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}', { params }));
      const page = await answered(
        api.GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', { params }),
      );
      const instances = page.task_instances;
      for (const line of changes.lines(instances)) progress?.line(line);
      // A run too large for one page is counted by the server.
      const all = page.next_after === null ? changes : RunChanges.counted(page.counts);
      progress?.show(all.done, all.total);
      if (run.state === 'success' || run.state === 'failed') {
        finish(progress, terminal, run, instances, quiet);
        return run;
      }
      await sleep(POLL_MS);
    }
  } finally {
    progress?.close();
  }
}

function finish(
  progress: Progress | undefined,
  terminal: Terminal,
  run: Schemas['DagRun'],
  instances: readonly Schemas['TaskInstance'][],
  quiet: boolean,
): void {
  progress?.close();
  if (quiet) return;
  const took = run.duration === null ? '' : ` in ${durationText(run.duration)}`;
  terminal.out(`${runNameText(run)}: ${run.state}${took}.`);
  const failures = instances.flatMap(({ path, state, error }) =>
    state === 'failed' && error !== null
      ? [`${path}: ${error.type}: ${printable(error.message)}`]
      : [],
  );
  // The note of a run that failed by its tasks repeats the first of them.
  if (run.state === 'failed' && failures.length === 0 && run.note !== null)
    failures.push(printable(run.note));
  for (const line of failures) terminal.err(line);
}
