import { answered, apiClient } from '../api/client.ts';
import type { ExitCode } from '../cli-error.ts';
import { CliError } from '../cli-error.ts';
import type { TriggerOptions } from '../command-options.ts';
import { structured } from '../output/structured.ts';
import { parseConf } from '../parse-conf.ts';
import { runNameText } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';
import { watchRun } from '../watch/watch-run.ts';

/** `dags trigger`: with `--wait`, 1 when the run failed. */
export async function dagsTrigger(
  terminal: Terminal,
  dagId: string,
  options: TriggerOptions,
): Promise<ExitCode> {
  const body = {
    conf: parseConf(options.conf),
    ...(options.runId === undefined ? {} : { dag_run_id: options.runId }),
    ...(options.logicalDate === undefined ? {} : { logical_date: isoDate(options.logicalDate) }),
  };
  const api = apiClient(terminal);
  const run = await answered(
    api.POST('/api/v1/dags/{dag_id}/dagRuns', { params: { path: { dag_id: dagId } }, body }),
  );
  const quiet = options.output !== 'table';
  if (options.wait !== true) {
    terminal.out(quiet ? structured(run, options.output) : `${runNameText(run)} started.`);
    return 0;
  }
  if (!quiet) terminal.out(`${runNameText(run)} started.`);
  const end = await watchRun(terminal, api, run, { quiet });
  if (quiet) terminal.out(structured(end, options.output));
  return end.state === 'success' ? 0 : 1;
}

/** A day alone, and a time without a zone, are read as UTC. */
export function isoDate(text: string): string {
  const zoned = /T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`;
  const date = new Date(zoned);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(date.getTime())) return date.toISOString();
  throw new CliError(`"${text}" is no date.`, {
    exitCode: 2,
    mend: 'Give ISO 8601, such as 2026-11-21 or 2026-11-21T03:00:00Z.',
  });
}
