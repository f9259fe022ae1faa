import { CliError } from './cli-error.ts';

/** A run as the API names it. */
export interface RunName {
  readonly dag_id: string;
  readonly dag_run_id: string;
}

/** @throws CliError unless the text is `dagId/runId`. */
export function parseRunName(text: string): RunName {
  const slash = text.indexOf('/');
  if (slash > 0 && slash < text.length - 1) {
    return { dag_id: text.slice(0, slash), dag_run_id: text.slice(slash + 1) };
  }
  throw new CliError(`"${text}" is no run.`, {
    exitCode: 2,
    mend: 'Name runs dagId/runId, as `perdure runs list` shows them.',
  });
}

/** How people name a run. */
export function runNameText({ dag_id, dag_run_id }: RunName): string {
  return `${dag_id}/${dag_run_id}`;
}
