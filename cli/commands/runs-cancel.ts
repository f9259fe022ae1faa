import { answered, apiClient } from '../api/client.ts';
import { parseRunName, runNameText } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';

/** `runs cancel` */
export async function runsCancel(terminal: Terminal, text: string): Promise<void> {
  const run = await answered(
    apiClient(terminal).POST('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/cancel', {
      params: { path: parseRunName(text) },
    }),
  );
  terminal.out(`${runNameText(run)} was asked to stop.`);
}
