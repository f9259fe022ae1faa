import type { ClaimAnswer, StoredOutput } from '../../../stores/runs/run-store.ts';
import { FAILURE_TYPES, type Output, type TaskReport } from '../../../workflows/protocol/index.ts';
import { faultOfEngine } from '../engine-fault.ts';
import { finalFault, TaskFault } from '../fault.ts';
import { patiently } from '../store-access/patience.ts';
import { fenceOfPoke } from '../sensor/own-poke.ts';
import type { AttemptScope } from './attempt-scope.ts';
import { countsAsTry } from './counts-as-try.ts';
import { Loss } from './loss.ts';

/**
 * O1 No body begins twice without a claim in between: every attempt but an inline first one claims
 *    before its body, and what is finished is reported again instead of done again.
 * O2 An inline first attempt is not held up by its claim; its completion carries the same facts
 *    under the same fence. The claim follows a little later, so that a long body is seen running.
 */
export type Ownership =
  | { readonly kind: 'finished'; readonly report: TaskReport }
  | {
      readonly kind: 'owned';
      /** Absent after a claim: from then on its own writes tell whether it was lost. */
      readonly loss?: Loss;
      /** Waits for a claim that is under way, and sends none that is still to come. */
      settle(): Promise<void>;
    };

/** @throws TaskFault Fenced, RetriesExhausted, or StoreFailed. */
export async function takeOwnership(scope: AttemptScope): Promise<Ownership> {
  const { call, port } = scope;
  if (call.poke !== undefined) return ownPoke(scope);
  const claimsFirst =
    call.options.isolation === 'process' || port.attempt > 1 || call.generation > 1;
  if (!claimsFirst) return claimLater(scope);
  const answer = await claimOrThrow(scope);
  scope.tryNumber = answer.tryNumber;
  if (answer.kind === 'finished') return finished(answer);
  await countTries(scope);
  return OWNED;
}

const OWNED: Ownership = { kind: 'owned', settle: async () => undefined };

async function ownPoke(scope: AttemptScope): Promise<Ownership> {
  await fenceOfPoke(scope);
  const answer = await claimOrThrow(scope);
  return answer.kind === 'finished' ? finished(answer) : OWNED;
}

type Kept = Exclude<ClaimAnswer, { kind: 'fenced' }>;

async function claimOrThrow(scope: AttemptScope): Promise<Kept> {
  const answer = await claimNow(scope).catch((error: unknown) => {
    throw new TaskFault(faultOfEngine(error));
  });
  if (answer.kind === 'fenced') throw fenced(scope);
  return answer;
}

function finished({ stored, tryNumber }: Extract<Kept, { kind: 'finished' }>): Ownership {
  return { kind: 'finished', report: reportOf(stored, tryNumber) };
}

export function fenced({ call, fence }: AttemptScope): TaskFault {
  return finalFault(
    FAILURE_TYPES.fenced,
    `Attempt ${fence.attempt} of "${call.path}" no longer owns the task: a newer attempt has begun, ` +
      'or the run has ended. Nothing it wrote is kept.',
  );
}

function claimNow({ worker, key, claim }: AttemptScope): Promise<ClaimAnswer> {
  return patiently(() => worker.deps.stores.runs.claim(key, claim), worker.patience);
}

function claimLater(scope: AttemptScope): Ownership {
  let claiming: Promise<void> | undefined;
  const loss = new Loss();
  const timer = setTimeout(() => {
    claiming = claimNow(scope).then(
      (answer) => {
        if (answer.kind === 'fenced') loss.found();
      },
      (error: unknown) =>
        scope.worker.deps.log.warn({ err: error, path: scope.key.path }, 'A claim was not written'),
    );
  }, scope.worker.limits.claimDelayMs);
  return {
    kind: 'owned',
    loss,
    settle: async () => {
      clearTimeout(timer);
      await claiming;
    },
  };
}

/**
 * Tries are the author's, counted for each generation: a cleared task has all of them again, and
 * an attempt that ended with its worker is not held against the task. Temporal's maximum bounds
 * how often a task may lose its worker.
 */
async function countTries(scope: AttemptScope): Promise<void> {
  const { call, worker, key, fence } = scope;
  if (scope.tryNumber === 1) return;
  const attempts = await patiently(
    () => worker.deps.stores.runs.listAttempts(key),
    worker.patience,
  );
  scope.tryNumber = attempts.filter(
    (attempt) => attempt.fence.generation === fence.generation && countsAsTry(attempt),
  ).length;
  const allowed = call.options.retries + 1;
  if (scope.tryNumber <= allowed) return;
  throw finalFault(
    FAILURE_TYPES.retriesExhausted,
    `All ${allowed} tries of "${call.path}" have failed before; see their errors.`,
  );
}

function reportOf(stored: StoredOutput, attempt: number): TaskReport {
  if (stored.state === 'skipped') return { kind: 'skipped', reason: stored.reason ?? '', attempt };
  // `complete` stores the protocol's Output as JSON, and nothing else writes there.
  return { kind: 'success', output: stored.output as unknown as Output, attempt };
}
