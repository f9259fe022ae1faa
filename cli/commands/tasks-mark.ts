import { answered, apiClient } from '../api/client.ts';
import type { MarkOptions } from '../command-options.ts';
import { show } from '../output/show.ts';
import { count } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';
import { dryText } from './tasks-clear.ts';

/** `tasks mark`: gives task instances an end without running them. */
export async function tasksMark(
  terminal: Terminal,
  name: { readonly dag_id: string; readonly dag_run_id: string },
  paths: readonly string[],
  options: MarkOptions,
): Promise<void> {
  const done = await answered(
    apiClient(terminal).PATCH('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', {
      params: { path: name },
      body: {
        task_ids: [...paths],
        new_state: options.state,
        include_upstream: options.upstream === true,
        include_downstream: options.downstream === true,
        dry_run: options.dryRun === true,
        ...(options.reason !== undefined && { note: options.reason }),
      },
    }),
  );
  const run = `${name.dag_id}/${name.dag_run_id}`;
  show(terminal, options, done, () => {
    if (done.dry_run || done.total_entries === 0) return dryText(done, `${run}: nothing to mark.`);
    return `${run}: marked ${count(done.total_entries, 'task instance')} as ${options.state}.`;
  });
}
