import type { DagSettings } from '../../../dsl/plan/plan.ts';
import type { NewOutboxMessage } from '../../../stores/outbox/outbox-store.ts';
import type { RunFacts } from '../../../workflows/protocol/index.ts';
import { callbackMessage } from './callback-message.ts';

export interface EndedRun {
  readonly run: RunFacts;
  readonly planHash: string;
  readonly generation: number;
  readonly state: 'success' | 'failed';
  /** Why it failed, in a line. */
  readonly error?: string;
  /** Build the run is pinned to; null for workers without versions. */
  readonly build: string | null;
}

/** What an ended run tells its dag's callbacks; to be written in the transaction that ends it. */
export function dagCallbackMessages(
  { run, planHash, generation, state, error, build }: EndedRun,
  callbacks: DagSettings['callbacks'],
): readonly NewOutboxMessage[] {
  const kind = state === 'success' ? 'success' : 'failure';
  if (!callbacks.includes(kind)) return [];
  const message = callbackMessage({
    ...{ kind, run, planHash, generation, state, build },
    ...{ taskId: '', path: '', attempt: generation, logUrl: '', isolation: 'inline' },
    ...(error === undefined ? {} : { error }),
  });
  return [message];
}
