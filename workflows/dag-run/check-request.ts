import { ApplicationFailure } from '@temporalio/common';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';

const SELECTING: readonly string[] = ['clear', 'mark'];
const VERBS: readonly string[] = [...SELECTING, 'pause', 'resume', 'cancel', 'answer'];
const MARKS: readonly string[] = ['success', 'failed', 'skipped'];

/**
 * Refuses a request that is none, before anything of it is on the run's history. It may come from
 * Temporal's own tools, so nothing is taken for granted.
 *
 * @throws ApplicationFailure saying what is wrong.
 */
export function checkRequest(request: unknown): void {
  const faults = faultsOf(request);
  if (faults === undefined) return;
  throw ApplicationFailure.create({
    type: FAILURE_TYPES.controlRefused,
    message: faults,
    nonRetryable: true,
  });
}

function faultsOf(request: unknown): string | undefined {
  if (!isRecord(request)) return 'A request is one object.';
  const { verb, requestId, by, selection, state, decision, path, answer } = request;
  if (typeof verb !== 'string' || !VERBS.includes(verb)) {
    return `A request has one of the verbs ${VERBS.join(', ')}; this one has ${JSON.stringify(verb ?? null)}.`;
  }
  if (typeof requestId !== 'string' || requestId === '') return 'A request has a "requestId".';
  if (typeof by !== 'string' || by === '') return 'A request says in "by" who asks.';
  if (SELECTING.includes(verb) && !isRecord(selection)) return `"${verb}" needs a "selection".`;
  if (verb === 'mark' && !(typeof state === 'string' && MARKS.includes(state))) {
    return `"mark" needs a "state": ${MARKS.join(', ')}.`;
  }
  if (verb !== 'answer') return undefined;
  if (typeof path !== 'string') return '"answer" needs the "path" of the approval.';
  if (decision !== 'approved' && decision !== 'rejected') {
    return '"answer" needs a "decision": approved or rejected.';
  }
  return isRecord(answer) ? undefined : '"answer" needs an "answer", an object by the form.';
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
