import type { CompiledPlan, PlanNode, Region } from '../../dsl/plan/plan.ts';
import { regionsOfNode } from '../../dsl/plan/node-regions.ts';
import { answered, apiClient } from '../api/client.ts';
import type { OutputOptions } from '../command-options.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';

/** `tasks list`: what a dag is made of, in the order of its plan. */
export async function tasksList(
  terminal: Terminal,
  dagId: string,
  options: OutputOptions,
): Promise<void> {
  const params = { path: { dag_id: dagId } };
  const body = await answered(apiClient(terminal).GET('/api/v1/dags/{dag_id}/plan', { params }));
  // The route gives out a stored plan as it is; its schema says no more than "an object".
  const rows = nodesOf((body as unknown as CompiledPlan).root).map(rowOf);
  show(terminal, options, rows, () =>
    table(
      ['task', 'kind', 'queue', 'retries', 'rule', 'upstream'],
      rows.map((row) => [
        ...[row.task_id, row.kind, row.queue ?? '', row.retries?.toString() ?? ''],
        ...[row.trigger_rule ?? '', row.upstream.join(', ')],
      ]),
    ),
  );
}

function nodesOf(region: Region): readonly PlanNode[] {
  return region.nodes.flatMap((node) => [
    node,
    ...regionsOfNode(node).flatMap((inner) => nodesOf(inner.region)),
  ]);
}

interface TaskRow {
  readonly task_id: string;
  readonly kind: PlanNode['kind'];
  readonly queue: string | null;
  readonly retries: number | null;
  readonly trigger_rule: string | null;
  readonly upstream: readonly string[];
}

function rowOf(node: PlanNode): TaskRow {
  const options = 'options' in node ? node.options : undefined;
  return {
    task_id: node.id,
    kind: node.kind,
    queue: options?.queue ?? null,
    retries: options?.retries ?? null,
    trigger_rule: 'triggerRule' in node ? node.triggerRule : null,
    upstream: node.upstream,
  };
}
