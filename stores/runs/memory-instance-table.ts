import { jsonCopy } from '../json-copy.ts';
import {
  compareFences,
  decisionOn,
  isFinalState,
  isKeptState,
  mayBegin,
  mayEnd,
} from './instance-rule.ts';
import { claimAnswer } from './claim-answer.ts';
import { LOST_ATTEMPT } from './lost-attempt.ts';
import type { KeptRow, MarkedRow } from './run-control.ts';
import { inInstanceOrder, newestPerPath } from './transition-batch.ts';
import type {
  AttemptRow,
  Claim,
  ClaimAnswer,
  CheckpointPointer,
  Completion,
  FailedAttempt,
  Fence,
  InstanceRow,
  StoredOutput,
  TransitionRow,
} from './run-store.ts';

interface Instance {
  fence: Fence;
  settledBy: 'worker' | 'run' | null;
  row: InstanceRow;
  readonly attempts: AttemptRow[];
  checkpoint?: { readonly fence: Fence; readonly pointer: CheckpointPointer };
}

/** The task instances of one run, in memory. Keeps I1–I4 of `instance-rule.ts`. */
export class MemoryInstanceTable {
  readonly #instances = new Map<string, Instance>();

  claim(path: string, claim: Claim): ClaimAnswer {
    const held = this.#instances.get(path);
    if (held !== undefined && !mayBegin(held, claim.fence)) return answerFor(held, claim.fence);
    const startedAt = new Date();
    const next = begun(path, held, claim, { state: 'running', startedAt, endedAt: null });
    next.settledBy = null;
    loseOpenAttempts(next, claim.fence, startedAt);
    this.#instances.set(path, next);
    return { kind: 'claimed', tryNumber: next.row.tryNumber };
  }

  complete(path: string, fence: Fence, completion: Completion): boolean {
    const held = this.#instances.get(path);
    if (held !== undefined && !mayEnd(held, fence)) {
      return held.settledBy === 'worker' && compareFences(held.fence, fence) === 0;
    }
    const next = begun(path, held, { ...completion.claim, fence }, completion);
    next.settledBy = 'worker';
    next.row = {
      ...next.row,
      output: jsonCopy(completion.output),
      reason: completion.reason ?? null,
    };
    this.#instances.set(path, next);
    return true;
  }

  recordFailure(path: string, fence: Fence, failure: FailedAttempt): boolean {
    const held = this.#instances.get(path);
    if (held !== undefined && !mayEnd(held, fence)) return false;
    const next = begun(path, held, { ...failure.claim, fence }, failure);
    next.settledBy = null;
    next.row = { ...next.row, error: jsonCopy(failure.error) };
    this.#instances.set(path, next);
    return true;
  }

  recordTransitions(transitions: readonly TransitionRow[], generation: number): void {
    for (const transition of newestPerPath(transitions)) this.#apply(transition, generation);
  }

  #apply(transition: TransitionRow, generation: number): void {
    const { path, state } = transition;
    const held = this.#instances.get(path);
    const standing = held && { ...held, state: held.row.state };
    const decision = standing && decisionOn(standing, { state, generation });
    if (decision === 'ignored') return;
    const base = held === undefined || decision === 'anew' ? blank(transition, held) : held;
    const final = isFinalState(state);
    this.#instances.set(path, {
      ...base,
      fence: final || decision === 'anew' ? raised(base.fence, generation) : base.fence,
      settledBy: final ? 'run' : null,
      row: {
        ...base.row,
        state,
        reason: transition.reason ?? base.row.reason,
        endedAt: final ? (base.row.endedAt ?? new Date()) : base.row.endedAt,
      },
    });
  }

  /** `none` again in a new generation; what is in it already has begun anew. */
  reset(path: string, generation: number, at: Date): void {
    const held = this.#instances.get(path);
    if (held === undefined || held.fence.generation >= generation) return;
    loseOpenAttempts(held, undefined, at);
    const { taskId, mapIndex } = held.row;
    const fence = { generation, attempt: 0 };
    this.#instances.set(path, { ...blank({ path, taskId, mapIndex }, held), fence });
  }

  /** Ends an instance by hand in a new generation. An output stays with a success. */
  mark(marked: MarkedRow, generation: number, at: Date): void {
    const { path, state, reason } = marked;
    const held = this.#instances.get(path);
    if (held !== undefined && held.fence.generation > generation) return;
    if (held !== undefined) loseOpenAttempts(held, undefined, at);
    const base = blank(marked, held);
    const stays = held?.row.state === 'success' && state === 'success';
    this.#instances.set(path, {
      ...base,
      fence: { generation, attempt: 0 },
      settledBy: 'run',
      row: { ...base.row, state, reason, endedAt: at, output: stays ? held.row.output : null },
    });
  }

  /** A run has ended: attempts nobody reported on are over. */
  loseAttempts(at: Date, generation: number): void {
    const before = { generation: generation + 1, attempt: 0 };
    for (const instance of this.#instances.values()) loseOpenAttempts(instance, before, at);
  }

  get(path: string): InstanceRow | undefined {
    const held = this.#instances.get(path);
    return held && copyRow(held.row);
  }

  list(): readonly InstanceRow[] {
    return [...this.#instances.values()].map(({ row }) => copyRow(row)).sort(inInstanceOrder);
  }

  /** The ends that a reopened run keeps. */
  kept(): readonly KeptRow[] {
    return this.list().flatMap(({ path, state, output, reason }) =>
      isKeptState(state) ? [{ path, state, output, reason }] : [],
    );
  }

  attempts(path: string): readonly AttemptRow[] {
    return (this.#instances.get(path)?.attempts ?? []).map((row) => ({ ...row }));
  }

  saveCheckpoint(path: string, fence: Fence, pointer: CheckpointPointer): boolean {
    const held = this.#instances.get(path);
    if (held !== undefined && compareFences(held.fence, fence) > 0) return false;
    const owner = held ?? blank({ path, taskId: path, mapIndex: [] }, undefined);
    const known = owner.checkpoint;
    const newer =
      known === undefined ||
      (compareFences(known.fence, fence) || known.pointer.sequence - pointer.sequence) < 0;
    if (newer) owner.checkpoint = { fence, pointer: { ...pointer } };
    this.#instances.set(path, owner);
    return true;
  }

  /** The newest of each instance that has one. */
  checkpoints(): readonly { readonly path: string; readonly objectKey: string }[] {
    return [...this.#instances].flatMap(([path, { checkpoint }]) =>
      checkpoint === undefined ? [] : [{ path, objectKey: checkpoint.pointer.objectKey }],
    );
  }

  forgetCheckpoint(path: string, objectKey: string): void {
    const instance = this.#instances.get(path);
    if (instance?.checkpoint?.pointer.objectKey === objectKey) delete instance.checkpoint;
  }

  loadCheckpoint(path: string, since = 1): CheckpointPointer | undefined {
    const checkpoint = this.#instances.get(path)?.checkpoint;
    return checkpoint && checkpoint.fence.generation >= since ? checkpoint.pointer : undefined;
  }
}

/** I6. */
function raised(fence: Fence, generation: number): Fence {
  return fence.generation < generation ? { generation, attempt: 0 } : fence;
}

type Ended = Pick<FailedAttempt, 'startedAt'> & {
  readonly state: string;
  readonly endedAt: Date | null;
  readonly error?: FailedAttempt['error'];
};

/** The instance with this fence's attempt written into it; a fence's first write counts a try (I3). */
function begun(path: string, held: Instance | undefined, claim: Claim, now: Ended): Instance {
  const same = held !== undefined && compareFences(held.fence, claim.fence) === 0;
  const tryNumber = (held?.row.tryNumber ?? 0) + (same ? 0 : 1);
  const { state, startedAt, endedAt } = now;
  const { taskId, mapIndex, queue, worker, logKey } = claim;
  const error = now.error === undefined ? null : jsonCopy(now.error);
  const attempt = {
    tryNumber,
    fence: claim.fence,
    state,
    startedAt,
    endedAt,
    worker,
    error,
    logKey,
  };
  const older = (held?.attempts ?? []).filter((row) => compareFences(row.fence, claim.fence) !== 0);
  return {
    fence: claim.fence,
    settledBy: null,
    attempts: [...older, attempt],
    ...(held?.checkpoint && { checkpoint: held.checkpoint }),
    row: {
      ...{ path, taskId, mapIndex, queue, worker, logKey, state, startedAt, endedAt, tryNumber },
      ...{ output: null, error: null, reason: null },
    },
  };
}

function blank(
  { path, taskId, mapIndex }: Pick<TransitionRow, 'path' | 'taskId' | 'mapIndex'>,
  held: Instance | undefined,
): Instance {
  return {
    fence: { generation: 1, attempt: 0 },
    settledBy: null,
    attempts: held?.attempts ?? [],
    ...(held?.checkpoint && { checkpoint: held.checkpoint }),
    row: {
      ...{ path, taskId, mapIndex, state: 'none', tryNumber: held?.row.tryNumber ?? 0 },
      ...{ queue: null, worker: null, startedAt: null, endedAt: null, output: null },
      ...{ error: null, reason: null, logKey: null },
    },
  };
}

function answerFor(held: Instance, fence: Fence): ClaimAnswer {
  const { row, settledBy } = held;
  const standing = { fence: held.fence, settledBy, tryNumber: row.tryNumber };
  return claimAnswer(standing, () => stored(row), fence);
}

function stored(row: InstanceRow): StoredOutput {
  return {
    state: row.state === 'skipped' ? 'skipped' : 'success',
    output: jsonCopy(row.output),
    ...(row.reason !== null && { reason: row.reason }),
  };
}

function loseOpenAttempts(instance: Instance, before: Fence | undefined, at: Date): void {
  instance.attempts.forEach((row, index) => {
    const open = row.endedAt === null;
    if (open && (before === undefined || compareFences(row.fence, before) < 0)) {
      instance.attempts[index] = {
        ...row,
        state: 'failed',
        endedAt: at,
        error: { ...LOST_ATTEMPT },
      };
    }
  });
}

function copyRow(row: InstanceRow): InstanceRow {
  return { ...row, output: jsonCopy(row.output), error: jsonCopy(row.error) };
}
