import { answered, apiClient } from '../api/client.ts';
import type { ReasonOptions } from '../command-options.ts';
import { show } from '../output/show.ts';
import { parseRunName, runNameText } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';

export type RunVerb = 'pause' | 'resume' | 'cancel';

const BODIES = {
  pause: { paused: true },
  resume: { paused: false },
  cancel: { state: 'failed' },
} as const;

const SAID: { readonly [verb in RunVerb]: string } = {
  pause: 'is paused: what runs goes on, and nothing new starts.',
  resume: 'goes on.',
  cancel: 'was asked to stop.',
};

/** `runs pause`, `runs resume` and `runs cancel` */
export async function runsVerb(
  terminal: Terminal,
  verb: RunVerb,
  text: string,
  options: ReasonOptions,
): Promise<void> {
  const run = await answered(
    apiClient(terminal).PATCH('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}', {
      params: { path: parseRunName(text) },
      body: { ...BODIES[verb], ...(options.reason !== undefined && { note: options.reason }) },
    }),
  );
  show(terminal, options, run, () => `${runNameText(run)} ${SAID[verb]}`);
}
