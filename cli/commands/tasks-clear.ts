import { answered, apiClient, type ApiClient, type Schemas } from '../api/client.ts';
import { CliError } from '../cli-error.ts';
import type { ClearOptions } from '../command-options.ts';
import { confirm } from '../confirm.ts';
import { instanceTable } from '../output/instance-table.ts';
import { show } from '../output/show.ts';
import { count } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** `tasks clear`: shows what it would clear, asks, and clears. */
export async function tasksClear(
  terminal: Terminal,
  dagId: string,
  options: ClearOptions,
): Promise<void> {
  const api = apiClient(terminal);
  const runId = options.run ?? (await newestRun(api, dagId));
  const body: Schemas['ClearTaskInstancesInput'] = {
    dag_run_id: runId,
    dry_run: true,
    ...(options.task !== undefined && { task_ids: [...options.task] }),
    include_upstream: options.upstream === true,
    include_downstream: options.downstream === true,
    only_failed: options.onlyFailed === true,
    only_running: false,
    run_on_latest_version: options.latest === true,
    keep_checkpoints: options.keepCheckpoints === true,
    ...(options.reason !== undefined && { note: options.reason }),
  };
  const clear = (dry_run: boolean): Promise<Schemas['ControlledTaskInstances']> =>
    answered(
      api.POST('/api/v1/dags/{dag_id}/clearTaskInstances', {
        params: { path: { dag_id: dagId } },
        body: { ...body, dry_run },
      }),
    );
  const plan = await clear(true);
  const name = `${dagId}/${runId}`;
  if (options.dryRun === true || plan.total_entries === 0) {
    show(terminal, options, plan, () => dryText(plan, `${name}: nothing to clear.`));
    return;
  }
  if (options.yes !== true && terminal.isTty) terminal.out(dryText(plan, ''));
  const instances = count(plan.total_entries, 'task instance');
  await confirm(terminal, `Clear ${instances} of ${name}?`, options.yes === true);
  const done = await clear(false);
  show(
    terminal,
    options,
    done,
    () => `${name}: cleared ${count(done.total_entries, 'task instance')}; they run again.`,
  );
}

/** The instances a dry run found. */
export function dryText(plan: Schemas['ControlledTaskInstances'], nothing: string): string {
  if (plan.total_entries === 0) return nothing;
  const more = plan.total_entries - plan.task_instances.length;
  const rest = more > 0 ? `\n… and ${more} more` : '';
  return `${instanceTable(plan.task_instances)}${rest}`;
}

async function newestRun(api: ApiClient, dagId: string): Promise<string> {
  const { dag_runs } = await answered(
    api.GET('/api/v1/dags/{dag_id}/dagRuns', {
      params: { path: { dag_id: dagId }, query: { limit: 1 } },
    }),
  );
  const newest = dag_runs[0];
  if (newest !== undefined) return newest.dag_run_id;
  throw new CliError(`Dag "${dagId}" has no run.`, { exitCode: 2 });
}
