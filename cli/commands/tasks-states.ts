import { allInstances } from '../api/all-instances.ts';
import { answered, apiClient } from '../api/client.ts';
import type { OutputOptions } from '../command-options.ts';
import { instanceTable } from '../output/instance-table.ts';
import { show } from '../output/show.ts';
import { facts, table } from '../output/table.ts';
import { durationText, timeText } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** `tasks states`: every task instance of a run. */
export async function tasksStates(
  terminal: Terminal,
  dagId: string,
  runId: string,
  options: OutputOptions,
): Promise<void> {
  const name = { dag_id: dagId, dag_run_id: runId };
  const rows = await allInstances(apiClient(terminal), name);
  show(terminal, options, rows, () => instanceTable(rows));
}

/** `tasks state`: one task instance with all its tries. */
export async function tasksState(
  terminal: Terminal,
  name: { readonly dag_id: string; readonly dag_run_id: string; readonly path: string },
  options: OutputOptions,
): Promise<void> {
  const api = apiClient(terminal);
  const params = { path: name };
  const base = '/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{path}';
  const instance = await answered(api.GET(base, { params }));
  // One that has not begun has no row, and so no tries.
  const attempts =
    instance.try_number === 0
      ? []
      : (await answered(api.GET(`${base}/attempts`, { params }))).attempts;
  show(terminal, options, { ...instance, attempts }, () => {
    const head = facts([
      ['task', instance.path],
      ['state', instance.state],
      ['why', instance.error?.message ?? instance.reason],
      ['queue', instance.queue],
      ['start', timeText(instance.start_date)],
      ['end', timeText(instance.end_date)],
      ['took', durationText(instance.duration)],
      ['output', instance.output === null ? null : JSON.stringify(instance.output).slice(0, 500)],
    ]);
    const rows = attempts.map((attempt) => [
      ...[String(attempt.try_number), String(attempt.generation), attempt.state],
      ...[timeText(attempt.start_date), durationText(attempt.duration)],
      ...[attempt.worker.device ?? '', attempt.worker.identity, attempt.error?.message ?? ''],
    ]);
    const columns = ['try', 'generation', 'state', 'start', 'took', 'device', 'worker', 'why'];
    return rows.length === 0 ? head : `${head}\n\n${table(columns, rows)}`;
  });
}
