import { answered, apiClient } from '../api/client.ts';
import type { ApproveModelOptions } from '../command-options.ts';
import { show } from '../output/show.ts';
import type { Terminal } from '../terminal.ts';

/** `models approve` */
export async function modelsApprove(
  terminal: Terminal,
  name: string,
  version: number,
  options: ApproveModelOptions,
): Promise<void> {
  const state = options.reject === true ? 'rejected' : 'approved';
  const changed = await answered(
    apiClient(terminal).PATCH('/api/v1/models/{name}/versions/{version}', {
      params: { path: { name, version: String(version) } },
      body: { approval: { state, reason: options.reason ?? '' } },
    }),
  );
  show(terminal, options, changed, () => {
    const by = changed.approval?.by ?? '';
    return `${name} version ${version} is ${state} by ${by}.`;
  });
}
