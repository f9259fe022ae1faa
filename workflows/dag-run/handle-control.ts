import { upsertSearchAttributes } from '@temporalio/workflow';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import type { ControlReply, ControlRequest } from '../protocol/control.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';
import { ENGINE_ACTIVITY } from '../protocol/names.ts';
import { RUN_ATTRIBUTES } from '../protocol/run-attributes.ts';
import type { RunFacts } from '../protocol/run-input.ts';
import type { DagRunReducer } from '../run/index.ts';
import type { ControlDesk } from './control-desk.ts';
import { engineActivities, type ControlRecord } from './engine-activities.ts';
import type { Message, Waiter } from './mailbox.ts';
import type { RunLoop } from './run-loop.ts';

const MOST_PATHS = 1_000;

/** What a request is done to. */
export interface ControlledRun {
  readonly reducer: DagRunReducer;
  readonly run: RunFacts;
  readonly planHash: string;
  readonly desk: ControlDesk;
  runState(): ControlReply['runState'];
}

/**
 * Does one request: the reducer first, then the record, then the answer, when the shards that are
 * concerned know of it too. What it sets going starts meanwhile, under the generation that the
 * record makes.
 */
export function handleControl(controlled: ControlledRun, loop: RunLoop): void {
  const pending = controlled.desk.take();
  if (pending === undefined) return;
  const { request } = pending;
  const before = loop.generation;
  try {
    const { touched, afterwards, ...more } = perform(controlled, loop, request);
    const recorded = engineActivities[ENGINE_ACTIVITY.recordControl]({
      dagId: controlled.run.dagId,
      runId: controlled.run.runId,
      request,
      generation: loop.generation,
      before,
      touched,
      cleared: [],
      ...more,
      ...(isAboutShards(loop, request) ? { planHash: controlled.planHash } : {}),
      at: new Date().toISOString(),
    });
    const paths = touched.slice(0, MOST_PATHS).map(({ path }) => path);
    const { generation } = loop;
    const reply = { paths, count: touched.length, generation, runState: controlled.runState() };
    const { delivered } = loop.shards;
    controlled.desk.answerAfter(
      pending,
      recorded.then(async (inShards) => {
        if (delivered !== undefined) await delivered;
        afterwards?.();
        return { ...reply, ...inShards };
      }),
    );
  } catch (failure) {
    // Anything else is a fault of ours and fails the workflow task, which is tried again.
    if (!(failure instanceof TemporalFailure)) throw failure;
    pending.refuse(failure);
  }
}

function isAboutShards(loop: RunLoop, { verb }: ControlRequest): boolean {
  return loop.shards.any && (verb === 'clear' || verb === 'mark');
}

type Done = Pick<ControlRecord, 'touched'> &
  Partial<Pick<ControlRecord, 'cleared' | 'answered'>> & {
    /** What may only be set going when the request is on record. */
    readonly afterwards?: () => void;
  };

function perform(controlled: ControlledRun, loop: RunLoop, request: ControlRequest): Done {
  const { reducer } = controlled;
  switch (request.verb) {
    case 'clear':
      return clear(reducer, loop, request);
    case 'mark':
      return mark(reducer, loop, request);
    case 'pause':
    case 'resume':
      return pause(loop, request.verb);
    case 'cancel':
      loop.stop({ reason: textOf(request, 'Cancelled'), byTemporal: false });
      return { touched: [] };
    case 'answer':
      return answer(controlled, loop, request);
  }
}

function clear(
  reducer: DagRunReducer,
  loop: RunLoop,
  { selection, keepCheckpoints }: Extract<ControlRequest, { verb: 'clear' }>,
): Done {
  const touched = reducer.selected(selection);
  if (touched.length === 0 && !loop.shards.any) return { touched };
  loop.generation += 1;
  loop.stopped = null;
  for (const { path } of touched) {
    if (keepCheckpoints) loop.checkpoints.add(path);
    else loop.checkpoints.delete(path);
  }
  loop.apply({ type: 'clear', selection, ...(keepCheckpoints ? { keepCheckpoints } : {}) });
  return { touched };
}

function mark(
  reducer: DagRunReducer,
  loop: RunLoop,
  request: Extract<ControlRequest, { verb: 'mark' }>,
): Done {
  const { selection, state } = request;
  const selected = reducer.selected(selection, 'mark');
  const touched = selected.filter((row) => row.state !== state);
  if (touched.length === 0 && !loop.shards.any) return { touched };
  const before = failedOnes(reducer);
  loop.generation += 1;
  loop.apply({ type: 'mark', selection, state, reason: textOf(request, `Marked ${state}`) });
  const after = failedOnes(reducer);
  const marked = new Set(touched.map(({ path }) => path));
  const cleared = [...before].filter((path) => !after.has(path) && !marked.has(path));
  return { touched, cleared };
}

function failedOnes(reducer: DagRunReducer): ReadonlySet<string> {
  const rows = reducer.snapshot();
  const failed = rows.filter(({ state }) => state === 'failed' || state === 'upstream_failed');
  return new Set(failed.map(({ path }) => path));
}

function pause(loop: RunLoop, verb: 'pause' | 'resume'): Done {
  const paused = verb === 'pause';
  if (loop.paused === paused) return { touched: [] };
  loop.paused = paused;
  loop.apply({ type: verb });
  const value = paused ? 'paused' : 'running';
  upsertSearchAttributes([{ key: RUN_ATTRIBUTES.dagState, value }]);
  return { touched: [] };
}

function answer({ reducer, run }: ControlledRun, loop: RunLoop, request: AnswerRequest): Done {
  const { path } = request;
  const waiter = checkAnswer(loop, request);
  const generation = waiter?.generation ?? loop.generation;
  const answered = { dagId: run.dagId, runId: run.runId, path, generation };
  const touched = reducer.snapshot().filter((row) => row.path === path);
  return { touched, answered, afterwards: () => pass(loop, waiter, request) };
}

type AnswerRequest = Extract<ControlRequest, { verb: 'answer' }>;

/**
 * Whether an answer can be taken, before anything of it is on the history.
 *
 * @throws ApplicationFailure when nobody asks, or the question refuses it.
 */
export function checkAnswer(loop: RunLoop, request: ControlRequest): Waiter | undefined {
  if (request.verb !== 'answer') return undefined;
  const { path } = request;
  const waiter = loop.mailbox.waiter(path);
  if (waiter === undefined) {
    // A shard that has the question knows its form; it drops an answer that does not fit.
    if (loop.shards.size > 0) return undefined;
    throw loop.isHeldBack(path)
      ? refusal(FAILURE_TYPES.tryAgain, `"${path}" is about to ask.`)
      : refusal(FAILURE_TYPES.controlRefused, `"${path}" does not ask anything now.`);
  }
  waiter.check(messageOf(request));
  return waiter;
}

function pass(loop: RunLoop, waiter: Waiter | undefined, request: AnswerRequest): void {
  const { answer: given } = messageOf(request);
  if (waiter !== undefined) waiter.take(messageOf(request));
  else loop.shards.tellAll({ kind: 'answer', path: request.path, answer: given });
}

function messageOf({
  by,
  decision,
  answer: given,
}: AnswerRequest): Extract<Message, { kind: 'answer' }> {
  return { kind: 'answer', answer: { by, decision, answer: given } };
}

function refusal(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}

/** `Cancelled by ann: too slow.` */
function textOf({ by, reason }: ControlRequest, what: string): string {
  return `${what} by ${by}${reason === null || reason === '' ? '' : `: ${reason}`}.`;
}
