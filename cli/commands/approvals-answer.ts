import { answered, apiClient, type Schemas } from '../api/client.ts';
import { CliError } from '../cli-error.ts';
import type { AnswerOptions } from '../command-options.ts';
import { show } from '../output/show.ts';
import { parseObject } from '../parse-conf.ts';
import { parseRunName } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';
import { approvalText } from './approvals-list.ts';

/** `approvals answer` */
export async function approvalsAnswer(
  terminal: Terminal,
  run: string,
  path: string,
  options: AnswerOptions,
): Promise<void> {
  if (options.approve !== true && options.reject !== true) {
    throw new CliError('Say --approve or --reject.', { exitCode: 2 });
  }
  const given = options.answer === undefined ? undefined : parseObject('--answer', options.answer);
  const body: Schemas['AnswerApprovalInput'] = {
    decision: options.approve === true ? 'approved' : 'rejected',
    ...(given !== undefined && { answer: given }),
    ...(options.reason !== undefined && { note: options.reason }),
  };
  const approval = await answered(
    apiClient(terminal).PATCH(
      '/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{path}/hitlDetails',
      { params: { path: { ...parseRunName(run), path } }, body },
    ),
  );
  show(terminal, options, approval, () => approvalText(approval));
}
