import { answered, apiClient, type Schemas } from '../api/client.ts';
import type { ListApprovalsOptions, OutputOptions } from '../command-options.ts';
import { show } from '../output/show.ts';
import { facts, table } from '../output/table.ts';
import { timeText } from '../output/words.ts';
import { parseRunName, runNameText } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';

type Approval = Schemas['Approval'];

/** `approvals list` */
export async function approvalsList(
  terminal: Terminal,
  options: ListApprovalsOptions,
): Promise<void> {
  const { approvals } = await answered(
    apiClient(terminal).GET('/api/v1/approvals', {
      params: {
        query: {
          limit: 1_000,
          ...(options.all !== true && { open: 'true' as const }),
          ...(options.dag !== undefined && { dag_id: options.dag }),
        },
      },
    }),
  );
  show(terminal, options, approvals, () =>
    approvals.length === 0
      ? 'No question.'
      : table(
          ['run', 'task', 'subject', 'asked', 'until', 'outcome', 'of whom'],
          approvals.map((row) => [
            ...[runNameText(row), row.path, row.subject, timeText(row.created_at)],
            ...[timeText(row.deadline), outcomeText(row), row.assignees.join(', ')],
          ]),
        ),
  );
}

/** `approvals show` */
export async function approvalsShow(
  terminal: Terminal,
  run: string,
  path: string,
  options: OutputOptions,
): Promise<void> {
  const approval = await answered(
    apiClient(terminal).GET(
      '/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{path}/hitlDetails',
      { params: { path: { ...parseRunName(run), path } } },
    ),
  );
  show(terminal, options, approval, () => approvalText(approval));
}

/** A question as a person reads it. */
export function approvalText(approval: Approval): string {
  const { answers, detail } = approval;
  const head = facts([
    ['question', approval.subject],
    ['detail', detail === null ? null : JSON.stringify(detail)],
    ['run', runNameText(approval)],
    ['task', approval.path],
    ['outcome', outcomeText(approval)],
    ['approvers', `${approvedBy(approval)} of ${approval.approvers}`],
    ['of whom', approval.assignees.join(', ')],
    ['until', timeText(approval.deadline)],
    ['form', JSON.stringify(approval.form['properties'] ?? {})],
  ]);
  if (answers.length === 0) return head;
  const rows = answers.map(({ by, decision, answer, at }) => [
    ...[by, decision, JSON.stringify(answer), timeText(at)],
  ]);
  return `${head}\n\n${table(['by', 'decision', 'answer', 'at'], rows)}`;
}

function outcomeText({ outcome }: Approval): string {
  return outcome ?? 'open';
}

function approvedBy({ answers }: Approval): number {
  return answers.filter(({ decision }) => decision === 'approved').length;
}
