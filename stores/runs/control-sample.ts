import type { ControlRecord } from './run-control.ts';
import type { Claim, Completion, NewRun, RunStore, TransitionRow } from './run-store.ts';

/** What the contracts of control, of clears and of marks make their runs from. */
export const AT = new Date('2026-11-20T03:00:00.000Z');
export const OUTPUT = { kind: 'inline', value: 1 };

let count = 0;
/** A run of a dag of its own, running. */
export async function newRun(runs: RunStore, changes: Partial<NewRun> = {}): Promise<NewRun> {
  count += 1;
  const dagId = `control-${process.pid}-${Date.now()}-${count}`;
  const ids = { dagId, runId: 'r', runType: 'manual', planHash: 'h', workflowId: `${dagId}/r` };
  const dates = { logicalDate: AT, dataInterval: { start: AT, end: AT } };
  const run: NewRun = { ...ids, ...dates, params: {}, state: 'running', ...changes };
  await runs.createRun(run);
  return run;
}

/** `a` succeeded, `b` failed, `c` could not start; the run is failed. */
export async function closedRun(runs: RunStore): Promise<NewRun> {
  const run = await newRun(runs);
  const { dagId, runId } = run;
  await runs.complete({ dagId, runId, path: 'a' }, fence(1, 1), completion('a', 1, 1));
  const error = { type: 'TaskFailed', message: 'boom' };
  const failed = { claim: claim('b', 1, 1), state: 'failed', error } as const;
  const times = { startedAt: AT, endedAt: AT };
  await runs.recordFailure({ dagId, runId, path: 'b' }, fence(1, 1), { ...failed, ...times });
  const instances = [
    move('a', 'success'),
    move('b', 'failed', 'boom'),
    move('c', 'upstream_failed'),
  ];
  const end = { state: 'failed', endedAt: AT, result: { x: 1 }, note: 'n', instances } as const;
  await runs.finishRun({ dagId, runId, ...end });
  return run;
}

export function clear(
  dagId: string,
  runId: string,
  generation: number,
  reset: readonly string[],
): ControlRecord {
  count += 1;
  const requestId = `${dagId}/${count}`;
  const who = { by: 'ada', reason: 'bad data', at: AT, detail: { tasks: ['b'] } };
  return { requestId, dagId, runId, generation, verb: 'clear', ...who, reset, marked: [] };
}

export function mark(
  path: string,
  state: 'success' | 'failed' | 'skipped',
): ControlRecord['marked'][number] {
  return { path, taskId: path, mapIndex: [], state, reason: 'by hand' };
}

export function move(path: string, state: string, reason?: string): TransitionRow {
  return { path, taskId: path, mapIndex: [], state, ...(reason !== undefined && { reason }) };
}

export async function stateOf(
  runs: RunStore,
  dagId: string,
  runId: string,
  path: string,
): Promise<string | undefined> {
  return (await runs.getInstance({ dagId, runId, path }))?.state;
}

export function fence(generation: number, attempt: number): Claim['fence'] {
  return { generation, attempt };
}

export function claim(taskId: string, generation: number, attempt: number): Claim {
  const worker = { identity: 'w', build: 'b' };
  const task = { taskId, mapIndex: [], queue: 'cpu', logKey: 'logs/a' };
  return { fence: fence(generation, attempt), ...task, worker };
}

export function completion(taskId: string, generation: number, attempt: number): Completion {
  const times = { startedAt: AT, endedAt: AT };
  return { claim: claim(taskId, generation, attempt), state: 'success', output: OUTPUT, ...times };
}
