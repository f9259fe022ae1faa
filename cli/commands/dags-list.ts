import { answered, apiClient } from '../api/client.ts';
import type { ListDagsOptions } from '../command-options.ts';
import { structured } from '../output/structured.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';

/** `dags list` */
export async function dagsList(terminal: Terminal, options: ListDagsOptions): Promise<void> {
  const api = apiClient(terminal);
  const query = { limit: 1_000, ...(options.tag === undefined ? {} : { tag: options.tag }) };
  const { dags } = await answered(api.GET('/api/v1/dags', { params: { query } }));
  if (options.output !== 'table') {
    terminal.out(structured(dags, options.output));
    return;
  }
  if (dags.length === 0) terminal.out('No dags. A worker publishes those of its dag folder.');
  else {
    const rows = dags.map((dag) => [
      dag.dag_id,
      dag.is_paused ? 'yes' : 'no',
      dag.timetable_summary ?? '',
      dag.tags.join(', '),
      dag.owner ?? '',
      dag.fileloc,
    ]);
    terminal.out(table(['dag', 'paused', 'schedule', 'tags', 'owner', 'file'], rows));
  }
  const { import_errors: errors } = await answered(api.GET('/api/v1/importErrors'));
  if (errors.length > 0) {
    terminal.err(`${errors.length} faults in dag files; \`perdure dags check\` shows them.`);
  }
}
