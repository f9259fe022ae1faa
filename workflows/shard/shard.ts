import { CancellationScope, defineSignal, setHandler, workflowInfo } from '@temporalio/workflow';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { loadKept, loadPlan } from '../dag-run/admission.ts';
import { ControlDesk } from '../dag-run/control-desk.ts';
import { engineActivities } from '../dag-run/engine-activities.ts';
import { emptyLive, setQueries } from '../dag-run/handlers.ts';
import { loadLarge } from '../dag-run/load-text.ts';
import { runErrors } from '../dag-run/run-errors.ts';
import { RunLoop, type LoopEnd } from '../dag-run/run-loop.ts';
import { ENGINE_ACTIVITY, SHARD_SIGNAL } from '../protocol/names.ts';
import type { PassedVerb, ShardInput, ShardMessage, ShardStart } from '../protocol/shard-input.ts';
import { createRun, type DagRunReducer, type ShardEnd, type ShardVerb } from '../run/index.ts';
import { VerbDesk } from './verb-desk.ts';

/** Activities a shard has pending at once: up to four shards of a run work side by side. */
const WINDOW = 100;
const MOST_ERRORS = 5;
/** Of its history: one that is longer leaves verbs to its next execution, for all may run again. */
const MOST_EVENTS_FOR_VERBS = 5_000;

/**
 * A part of a large map: the run's own plan and reducer, its attention on some items. Its instances'
 * rows are the run's; it answers with counts and with one object that holds its items' results.
 */
export async function shard(start: ShardStart): Promise<ShardEnd> {
  const early: ShardMessage[] = [];
  const live = emptyLive();
  setQueries(live);
  let take = (message: ShardMessage): void => void early.push(message);
  setHandler(defineSignal<[ShardMessage]>(SHARD_SIGNAL), (message) => take(message), {
    description: 'What the run passes on: pause, resume, clear, mark, an event, an answer.',
  });
  const cancelled = CancellationScope.current().cancelRequested.catch(() => undefined);
  return CancellationScope.nonCancellable(async () => {
    const input = start.kind === 'inline' ? start.input : await loadLarge<ShardInput>(start.blob);
    const plan = await loadPlan(input.run.plan);
    const reducer = await reducerOf(input, plan);
    const loop = loopOf(input, plan, reducer);
    Object.assign(live, { state: 'running', plan, reducer, isPaused: () => loop.paused });
    const desk = new VerbDesk((passed) => takeVerb(loop, reducer, passed));
    take = (message) => pass(loop, desk, message);
    early.forEach(take);
    void cancelled.then(() => loop.stop({ reason: 'The run was stopped.', byTemporal: true }));
    for (;;) {
      const end = await untilEnd(input, reducer, loop);
      if (!loop.hasNews) return { ...end, ...(desk.taken > 0 ? { verbsDone: desk.taken } : {}) };
    }
  });
}

/** One that ran before goes on from its rows, and does first what was asked meanwhile. */
async function reducerOf(input: ShardInput, plan: CompiledPlan): Promise<DagRunReducer> {
  const { run, params, events } = input.run;
  const { path, from, to } = input.focus;
  const kept = input.again
    ? await loadKept(
        await engineActivities[ENGINE_ACTIVITY.loadShard]({
          ...{ dagId: run.dagId, runId: run.runId, planHash: plan.hash },
          ...{ path, from, to },
        }),
      )
    : [];
  const { focus, paused } = input;
  return createRun({ plan, run, params, events, kept, focus, paused });
}

function loopOf(input: ShardInput, plan: CompiledPlan, reducer: DagRunReducer): RunLoop {
  const { run, generation, paused, verbs } = input;
  const loop = new RunLoop({
    ...{ reducer, run: run.run, planHash: plan.hash, revision: run.revision ?? 1 },
    ...{ generation, paused, begun: {}, checkpoints: [], window: WINDOW },
    desk: new ControlDesk(),
    handle: () => undefined,
    // A shard is small by its making; it never continues as new.
    drainAtEvents: Number.POSITIVE_INFINITY,
  });
  for (const verb of verbs) noteCheckpoints(loop, reducer, verb);
  loop.begin(verbs);
  return loop;
}

/** @returns false when the shard is on its way to its end: its next execution does it then. */
function takeVerb(loop: RunLoop, reducer: DagRunReducer, passed: PassedVerb): boolean {
  if (loop.stopped !== null || workflowInfo().historyLength > MOST_EVENTS_FOR_VERBS) return false;
  loop.generation = Math.max(loop.generation, passed.generation);
  noteCheckpoints(loop, reducer, passed.verb);
  loop.push(passed.verb);
  return true;
}

function noteCheckpoints(loop: RunLoop, reducer: DagRunReducer, verb: ShardVerb): void {
  if (verb.type !== 'clear') return;
  for (const { path } of reducer.selected(verb.selection)) {
    if (verb.keepCheckpoints === true) loop.checkpoints.add(path);
    else loop.checkpoints.delete(path);
  }
}

function pass(loop: RunLoop, desk: VerbDesk, message: ShardMessage): void {
  switch (message.kind) {
    case 'pause':
    case 'resume':
      loop.paused = message.kind === 'pause';
      loop.push({ type: message.kind });
      break;
    case 'deliver':
      loop.deliver(message.delivery);
      break;
    case 'answer':
      loop.mailbox.offer(message.path, { kind: 'answer', answer: message.answer });
      break;
    case 'verb':
      desk.submit(message);
      break;
  }
}

async function untilEnd(
  input: ShardInput,
  reducer: DagRunReducer,
  loop: RunLoop,
): Promise<ShardEnd> {
  const end = await loop.untilEnd(() => undefined);
  const { finish } = finished(end);
  const { dagId, runId } = input.run.run;
  const tally = finish.tally ?? { success: 0, failed: 0, skipped: 0, upstream_failed: 0, total: 0 };
  const results = await engineActivities[ENGINE_ACTIVITY.finishShard]({
    ...{ dagId, runId, generation: loop.generation },
    results: finish.result,
    instances: reducer.snapshot().filter(({ path }) => path !== input.focus.path),
  });
  const errors = runErrors(reducer).slice(0, MOST_ERRORS);
  return { shard: input.shard, tally, counts: reducer.counts(), results, errors };
}

function finished(end: LoopEnd): Extract<LoopEnd, { kind: 'finished' }> {
  if (end.kind === 'finished') return end;
  throw new Error('A shard does not continue as new.');
}
