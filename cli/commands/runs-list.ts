import { answered, apiClient, type Schemas } from '../api/client.ts';
import type { ListRunsOptions } from '../command-options.ts';
import { structured } from '../output/structured.ts';
import { table } from '../output/table.ts';
import { durationText, timeText } from '../output/words.ts';
import { runNameText } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';

/** `runs list` */
export async function runsList(
  terminal: Terminal,
  dagId: string | undefined,
  options: ListRunsOptions,
): Promise<void> {
  const { dag_runs: runs } = await answered(
    apiClient(terminal).GET('/api/v1/dags/{dag_id}/dagRuns', {
      params: {
        path: { dag_id: dagId ?? '~' },
        query: {
          limit: Math.min(options.limit, 1_000),
          ...(options.state === undefined ? {} : { state: options.state }),
        },
      },
    }),
  );
  if (options.output !== 'table') terminal.out(structured(runs, options.output));
  else if (runs.length === 0) terminal.out('No runs.');
  else
    terminal.out(table(['run', 'state', 'type', 'logical date', 'start', 'took'], runs.map(row)));
}

function row(run: Schemas['DagRun']): string[] {
  return [
    runNameText(run),
    run.is_paused ? `${run.state}, paused` : run.state,
    run.run_type,
    timeText(run.logical_date),
    timeText(run.start_date),
    durationText(run.duration),
  ];
}
