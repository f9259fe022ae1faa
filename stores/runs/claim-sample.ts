import type { Claim, Completion, FailedAttempt, Fence, InstanceKey } from './run-store.ts';

/** What the contracts of claims, fences and checkpoints are made from. */
export const STARTED = new Date('2026-11-20T03:00:00.000Z');
export const ENDED = new Date('2026-11-20T03:00:05.250Z');
export const OUTPUT = {
  kind: 'inline',
  value: { text: 'nul \u0000, snowman ☃, 😀', n: 1.5, none: null },
};

let count = 0;
export function newKey(): InstanceKey {
  count += 1;
  return {
    dagId: `claims-${process.pid}-${Date.now()}`,
    runId: `run-${count}`,
    path: 'train[3][1]',
  };
}

export function fence(attempt: number, generation = 1): Fence {
  return { generation, attempt };
}

export function claim(attempt: number): Claim {
  const worker = { identity: `w${attempt}`, build: 'b1', device: 'cuda:0', backend: 'wasm' };
  const task = { taskId: 'train', mapIndex: [3, 1], queue: 'gpu' };
  return { fence: fence(attempt), ...task, worker, logKey: `logs/${attempt}` };
}

export function completion(attempt: number): Completion {
  const times = { startedAt: STARTED, endedAt: ENDED };
  return { claim: claim(attempt), state: 'success', output: OUTPUT, ...times };
}

export function failure(attempt: number): FailedAttempt {
  const error = { type: 'TaskFailed', message: 'boom' };
  const times = { startedAt: STARTED, endedAt: ENDED };
  return { claim: claim(attempt), state: 'up_for_retry', error, ...times };
}

export function pointer(sequence: number): {
  readonly sequence: number;
  readonly objectKey: string;
  readonly sha256: string;
  readonly size: number;
} {
  return { sequence, objectKey: `c/${sequence}`, sha256: 'ab', size: 5_000_000_000 };
}
