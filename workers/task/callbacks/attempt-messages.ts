import type { NewOutboxMessage } from '../../../stores/outbox/outbox-store.ts';
import type { AttemptScope } from '../attempt/attempt-scope.ts';
import { callbackMessage, type CallbackKind } from './callback-message.ts';

/**
 * The messages that leave with the write that ends an attempt. The one that tells of its beginning
 * goes along: it was written before, unless the database was away just then.
 */
export function endMessages(
  scope: AttemptScope,
  kind: CallbackKind,
  what: { readonly state: string; readonly error?: string },
): { readonly messages?: readonly NewOutboxMessage[] } {
  const { callbacks } = scope.call.options;
  const end = callbacks.includes(kind) ? [messageOf(scope, kind, what)] : [];
  const messages = [...beginMessages(scope), ...end];
  return messages.length === 0 ? {} : { messages };
}

/** Tells that the body begins, beside it; nothing follows from its failure. */
export function tellBegin(scope: AttemptScope): void {
  const messages = beginMessages(scope);
  if (messages.length === 0 || scope.pokes > 0) return;
  const { deps } = scope.worker;
  scope.begun = deps.stores.outbox
    .write(messages)
    .then(() => deps.onMessage?.())
    .catch((error: unknown) =>
      deps.log.warn({ err: error, path: scope.call.path }, 'A beginning was not told'),
    );
}

function beginMessages(scope: AttemptScope): readonly NewOutboxMessage[] {
  const { callbacks } = scope.call.options;
  return callbacks.includes('execute') ? [messageOf(scope, 'execute', { state: 'running' })] : [];
}

function messageOf(
  { call, worker, tryNumber, claim }: AttemptScope,
  kind: CallbackKind,
  what: { readonly state: string; readonly error?: string },
): NewOutboxMessage {
  const { run, planHash, generation, taskId, path, options } = call;
  const { versioned = true } = worker.deps;
  return callbackMessage({
    ...{ kind, run, planHash, generation, taskId, path, attempt: tryNumber },
    ...{ isolation: options.isolation, ...what },
    logUrl: `${worker.objects.location}/${claim.logKey}`,
    build: versioned ? worker.deps.worker.build : null,
  });
}
