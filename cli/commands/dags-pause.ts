import { answered, apiClient } from '../api/client.ts';
import type { Terminal } from '../terminal.ts';

/** `dags pause` and `dags unpause` */
export async function dagsPause(terminal: Terminal, dagId: string, paused: boolean): Promise<void> {
  const dag = await answered(
    apiClient(terminal).PATCH('/api/v1/dags/{dag_id}', {
      params: { path: { dag_id: dagId } },
      body: { is_paused: paused },
    }),
  );
  terminal.out(`${dag.dag_id} is ${dag.is_paused ? 'paused' : 'not paused'}.`);
}
