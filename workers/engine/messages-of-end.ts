import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { NewOutboxMessage } from '../../stores/outbox/outbox-store.ts';
import type { FinishRun, ToldCallback } from '../../workflows/dag-run/engine-activities.ts';
import { callbackMessage, dagCallbackMessages } from '../task/index.ts';

/** Where the callbacks of dags are called. */
export interface CallbackSite {
  /** The build whose workers have them; absent for workers without versions. */
  readonly build?: string;
  /** Told when there is a message for them. */
  readonly onMessage?: () => void;
}

/** What the end of a run tells its dag's callbacks, by the plan whose code this build has. */
export function messagesOfEnd(
  { run, generation = 1, state, note }: FinishRun,
  plan: CompiledPlan | undefined,
  build: string | null,
): readonly NewOutboxMessage[] {
  if (run === undefined || plan === undefined) return [];
  const error = state === 'failed' && note !== null ? { error: note } : {};
  const ended = { run, planHash: plan.hash, generation, state, build, ...error };
  return dagCallbackMessages(ended, plan.settings.callbacks);
}

/** What an instance that no worker runs tells its callback. Its log is that of what it started. */
export function messageOfInstance(
  { tried, ...told }: ToldCallback,
  build: string | null,
): NewOutboxMessage {
  return callbackMessage({ ...told, attempt: tried, logUrl: '', build });
}
