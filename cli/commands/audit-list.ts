import { answered, apiClient, type Schemas } from '../api/client.ts';
import type { AuditOptions } from '../command-options.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';
import { timeText } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** `audit list` */
export async function auditList(terminal: Terminal, options: AuditOptions): Promise<void> {
  const { event_logs: rows } = await answered(
    apiClient(terminal).GET('/api/v1/eventLogs', {
      params: {
        query: {
          limit: Math.min(options.limit, 1_000),
          ...(options.dag !== undefined && { dag_id: options.dag }),
          ...(options.run !== undefined && { run_id: options.run }),
        },
      },
    }),
  );
  show(terminal, options, rows, () => (rows.length === 0 ? 'Nothing was done.' : auditTable(rows)));
}

/** Rows of the event log. */
export function auditTable(rows: readonly Schemas['EventLog'][]): string {
  return table(
    ['when', 'who', 'what', 'run', 'why', 'detail'],
    rows.map((row) => [
      ...[timeText(row.when), row.owner, row.event],
      [row.dag_id, row.run_id].filter((part) => part !== null).join('/'),
      row.reason ?? '',
      detailText(row.extra),
    ]),
  );
}

/** Not for people: they say what other columns say, or are long. */
const HIDDEN: readonly string[] = ['verb', 'paths', 'generation'];

function detailText(extra: object): string {
  const shown = Object.entries(extra).filter(
    ([name, value]) => !HIDDEN.includes(name) && value !== false && value !== 0,
  );
  const text = JSON.stringify(Object.fromEntries(shown));
  if (text === '{}') return '';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
