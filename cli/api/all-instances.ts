import type { RunName } from '../run-name.ts';
import { answered, type ApiClient, type Schemas } from './client.ts';

const PAGE = 5_000;

/** Every task instance of a run, page by page; a run may have tens of thousands. */
export async function allInstances(
  api: ApiClient,
  name: RunName,
): Promise<readonly Schemas['TaskInstance'][]> {
  const rows: Schemas['TaskInstance'][] = [];
  for (let after: string | undefined; ;) {
    const page = await answered(
      api.GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', {
        params: {
          path: name,
          query: { limit: PAGE, ...(after !== undefined && { after }) },
        },
      }),
    );
    rows.push(...page.task_instances);
    if (page.next_after === null) return rows;
    after = page.next_after;
  }
}
