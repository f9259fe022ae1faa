import type { JsonObject } from '../../../dsl/plan/json.ts';
import type { TaskEvent } from '../../../dsl/index.ts';
import type { NewOutboxMessage } from '../../../stores/outbox/outbox-store.ts';
import type { RunFacts } from '../../../workflows/protocol/index.ts';

/** What calls an author's callback: the outbox topic of all of them. */
export const CALLBACK_TOPIC = 'callback';

export type CallbackKind = 'execute' | 'success' | 'failure' | 'retry' | 'skipped';

/** Something that happened to a task instance, or to a run: then `taskId` and `path` are empty. */
export interface Happened {
  readonly kind: CallbackKind;
  readonly run: RunFacts;
  readonly planHash: string;
  readonly generation: number;
  readonly taskId: string;
  readonly path: string;
  /** The author's try; of a run its generation. */
  readonly attempt: number;
  readonly state: string;
  readonly error?: string;
  readonly logUrl: string;
  readonly isolation: 'process' | 'inline';
  /** The build whose workers have the function; null for workers without versions. */
  readonly build: string | null;
}

/** What travels in the outbox. */
export interface CallbackPayload {
  readonly kind: CallbackKind;
  readonly dagId: string;
  readonly taskId: string;
  readonly planHash: string;
  readonly isolation: 'process' | 'inline';
  readonly event: TaskEvent & { readonly path: string };
}

/** The message behind one call. Its id tells what happened, so telling it again adds nothing. */
export function callbackMessage(happened: Happened): NewOutboxMessage {
  const { kind, run, generation, path, attempt, taskId, planHash, isolation } = happened;
  const { state, error, logUrl, build } = happened;
  const payload: CallbackPayload = {
    ...{ kind, taskId, planHash, isolation, dagId: run.dagId },
    event: {
      ...{ run, taskId, path, attempt, state, logUrl },
      ...(error === undefined ? {} : { error }),
    },
  };
  return {
    id: `callback/${run.dagId}/${run.runId}/${path}/g${generation}/t${attempt}/${kind}`,
    topic: CALLBACK_TOPIC,
    build,
    // JSON by its fields' types; JsonObject asks for an index signature.
    payload: payload as unknown as JsonObject,
  };
}
