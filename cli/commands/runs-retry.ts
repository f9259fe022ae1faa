import { answered, apiClient, type Schemas } from '../api/client.ts';
import type { ExitCode } from '../cli-error.ts';
import type { RetryOptions } from '../command-options.ts';
import { show } from '../output/show.ts';
import { count } from '../output/words.ts';
import { parseRunName } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';
import { watchRun } from '../watch/watch-run.ts';
import { dryText } from './tasks-clear.ts';

/** `runs retry`: what failed runs again; what succeeded keeps its output. */
export async function runsRetry(
  terminal: Terminal,
  text: string,
  options: RetryOptions,
): Promise<ExitCode> {
  const api = apiClient(terminal);
  const path = parseRunName(text);
  const body: Schemas['ClearDagRunInput'] = {
    dry_run: options.dryRun === true,
    only_failed: options.all !== true,
    run_on_latest_version: options.latest === true,
    keep_checkpoints: options.keepCheckpoints === true,
    ...(options.reason !== undefined && { note: options.reason }),
  };
  const done = await answered(
    api.POST('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/clear', { params: { path }, body }),
  );
  const nothing = `${text}: nothing failed.`;
  if (done.dry_run || done.total_entries === 0 || options.wait !== true) {
    show(terminal, options, done, () => {
      if (done.dry_run || done.total_entries === 0) return dryText(done, nothing);
      return `${text}: ${count(done.total_entries, 'task instance')} run again.`;
    });
    return 0;
  }
  const quiet = options.output !== 'table';
  const end = await watchRun(terminal, api, path, { quiet });
  if (quiet) show(terminal, options, end, () => '');
  return end.state === 'success' ? 0 : 1;
}
