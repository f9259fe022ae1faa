import { answered, apiClient, type Schemas } from '../api/client.ts';
import type { OutputOptions, ReasonOptions } from '../command-options.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';
import { timeText } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** `deployments list` */
export async function deploymentsList(terminal: Terminal, options: OutputOptions): Promise<void> {
  const { deployments } = await answered(apiClient(terminal).GET('/api/v1/deployments'));
  show(terminal, options, deployments, () =>
    deployments.length === 0
      ? 'No build. Start workers with `perdure worker`.'
      : table(['build', 'state', 'workers', 'open runs', 'created'], deployments.map(rowOf)),
  );
}

/** `deployments drain` and `deployments set-current` */
export async function deploymentsVerb(
  terminal: Terminal,
  verb: 'drain' | 'set-current',
  build: string,
  options: ReasonOptions,
): Promise<void> {
  const api = apiClient(terminal);
  const body = options.reason === undefined ? {} : { note: options.reason };
  const request = { params: { path: { build } }, body };
  const deployment = await answered(
    verb === 'drain'
      ? api.POST('/api/v1/deployments/{build}/drain', request)
      : api.POST('/api/v1/deployments/{build}/setCurrent', request),
  );
  show(terminal, options, deployment, () => {
    const { status, open_runs: open } = deployment;
    return `${deployment.build} is ${status}; ${open} of its runs are open.`;
  });
}

function rowOf(row: Schemas['Deployment']): string[] {
  const workers = row.queues.map(({ queue, workers: alive }) => `${queue} ${alive}`).join(', ');
  const open = String(row.open_runs);
  return [row.build, row.status, workers, open, timeText(row.created_at)];
}
