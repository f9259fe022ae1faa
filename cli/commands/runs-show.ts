import { answered, apiClient, type ApiClient, type Schemas } from '../api/client.ts';
import type { GraphOptions } from '../command-options.ts';
import { json } from '../output/json.ts';
import { facts, table } from '../output/table.ts';
import { durationText, timeText } from '../output/words.ts';
import { parseRunName, runNameText, type RunName } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';

/** `runs show`: the run's own graph, whatever its dag looks like by now. */
export async function runsShow(
  terminal: Terminal,
  text: string,
  options: GraphOptions,
): Promise<void> {
  const api = apiClient(terminal);
  const name = parseRunName(text);
  if (options.mermaid === true) {
    terminal.out((await graph(api, name, 'mermaid')).text);
    return;
  }
  const path = { params: { path: name } };
  const run = await answered(api.GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}', path));
  const { task_instances: instances } = await answered(
    api.GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', path),
  );
  if (options.output === 'json') {
    terminal.out(json({ ...run, task_instances: instances }));
    return;
  }
  const tree = await graph(api, name, 'tree');
  terminal.out([runFacts(run), tree.text, instanceTable(instances)].join('\n\n'));
}

function graph(
  api: ApiClient,
  path: RunName,
  format: 'mermaid' | 'tree',
): Promise<Schemas['Graph']> {
  return answered(
    api.GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/graph', {
      params: { path, query: { format } },
    }),
  );
}

function runFacts(run: Schemas['DagRun']): string {
  return facts([
    ['run', runNameText(run)],
    ['state', run.state],
    ['type', run.run_type],
    ['logical date', timeText(run.logical_date)],
    ['conf', JSON.stringify(run.conf)],
    ['start', timeText(run.start_date)],
    ['end', timeText(run.end_date)],
    ['took', durationText(run.duration)],
    ['plan', run.plan_hash.slice(0, 12)],
    ['build', run.build?.slice(0, 12)],
    ['note', run.note],
    ['result', run.result === null ? null : JSON.stringify(run.result).slice(0, 500)],
  ]);
}

function instanceTable(instances: readonly Schemas['TaskInstance'][]): string {
  if (instances.length === 0) return 'No task instance yet.';
  const rows = [...instances]
    .sort(byStart)
    .map((instance) => [
      instance.path,
      instance.state,
      instance.try_number === 0 ? '' : String(instance.try_number),
      instance.queue ?? '',
      instance.worker?.device ?? '',
      durationText(instance.duration),
      instance.error?.message ?? instance.reason ?? '',
    ]);
  return table(['task', 'state', 'try', 'queue', 'device', 'took', 'why'], rows);
}

/** As they were begun; what never began comes last. */
function byStart(left: Schemas['TaskInstance'], right: Schemas['TaskInstance']): number {
  const [first, second] = [left.start_date ?? '~', right.start_date ?? '~'];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}
