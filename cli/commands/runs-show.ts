import { allInstances } from '../api/all-instances.ts';
import { answered, apiClient, type ApiClient, type Schemas } from '../api/client.ts';
import type { GraphOptions } from '../command-options.ts';
import { structured } from '../output/structured.ts';
import { byStart, instanceTable } from '../output/instance-table.ts';
import { facts, table } from '../output/table.ts';
import { durationText, timeText } from '../output/words.ts';
import { parseRunName, runNameText, type RunName } from '../run-name.ts';
import { auditTable } from './audit-list.ts';
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
  const instances = await allInstances(api, name);
  const deeds = await answered(
    api.GET('/api/v1/eventLogs', {
      params: { query: { dag_id: name.dag_id, run_id: name.dag_run_id } },
    }),
  );
  const { dag_runs: children } = await answered(
    api.GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/children', path),
  );
  const event_logs = deeds.event_logs;
  if (options.output !== 'table') {
    const whole = { ...run, task_instances: instances, children, event_logs };
    terminal.out(structured(whole, options.output));
    return;
  }
  const tree = await graph(api, name, 'tree');
  const parts = [runFacts(run), tree.text, instanceTable(byStart(instances))];
  if (children.length > 0) parts.push(childTable(children));
  if (event_logs.length > 0) parts.push(auditTable(event_logs));
  terminal.out(parts.join('\n\n'));
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
    ['state', run.is_paused ? `${run.state}, paused` : run.state],
    ['started by', run.parent === null ? null : `${runNameText(run.parent)} ${run.parent.path}`],
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

function childTable(children: readonly Schemas['DagRun'][]): string {
  return table(
    ['started run', 'state', 'by', 'took'],
    children.map((child) => [
      ...[runNameText(child), child.state, child.parent?.path ?? ''],
      durationText(child.duration),
    ]),
  );
}
