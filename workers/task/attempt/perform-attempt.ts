import type { JsonObject } from '../../../dsl/plan/json.ts';
import type { Outgoing, StoredOutput } from '../../../stores/runs/run-store.ts';
import {
  FAILURE_TYPES,
  type BoundExpression,
  type Output,
  type TaskReport,
} from '../../../workflows/protocol/index.ts';
import { assetEvents } from '../assets/asset-events.ts';
import { cacheTurn } from '../cache/cached-body.ts';
import { endMessages, tellBegin } from '../callbacks/attempt-messages.ts';
import { runInChild } from '../child/run-in-child.ts';
import { devicesOf } from '../device/devices-of.ts';
import { finalFault } from '../fault.ts';
import type { BodyOutcome } from '../run-body.ts';
import { endPoke } from '../sensor/end-poke.ts';
import { patiently } from '../store-access/patience.ts';
import type { LoadedTask } from '../task-activity-deps.ts';
import { bindInstances } from '../value/bind-instances.ts';
import type { AttemptScope } from './attempt-scope.ts';
import { closeLog } from './close-log.ts';
import { runInline } from './run-inline.ts';
import type { Signals } from './stop-signals.ts';
import { supervise, type Supervision } from './supervise.ts';
import { fenced, takeOwnership, type Ownership } from './take-ownership.ts';

/** One attempt, from the claim to the report. @throws TaskFault, Stopped, or an error of a store. */
export async function performAttempt(scope: AttemptScope): Promise<TaskReport> {
  const task = loadedTask(scope);
  const ownership = await takeOwnership(scope);
  if (ownership.kind === 'finished') return ownership.report;
  try {
    const outcome = await runTask(scope, task, ownership);
    scope.ended = true;
    await ownership.settle();
    if (outcome.kind === 'notReady') {
      await scope.tracker.flush();
      throw endPoke(scope);
    }
    return await complete(scope, outcome);
  } finally {
    scope.ended = true;
    await ownership.settle();
  }
}

function loadedTask({ worker, call }: AttemptScope): LoadedTask {
  const { dagId } = call.run;
  const task = worker.deps.lookup(dagId, call.taskId, call.planHash);
  if (task !== undefined) return task;
  throw finalFault(
    FAILURE_TYPES.unknownTask,
    `Task "${call.taskId}" of dag "${dagId}" (plan ${call.planHash.slice(0, 12)}) is not in the dag folder ` +
      `of this worker (build ${worker.deps.worker.build}). Start a worker with the dag files of this run.`,
  );
}

async function runTask(
  scope: AttemptScope,
  task: LoadedTask,
  { loss }: Extract<Ownership, { kind: 'owned' }>,
): Promise<BodyOutcome> {
  const { call, worker, port } = scope;
  const input = await boundInput(scope);
  const { graceMs } = worker.limits;
  const limits = { port, graceMs, ...(loss === undefined ? {} : { loss }) };
  const { cache } = call.options;
  if (cache === undefined) return runBodyOf(scope, task, input, limits);
  const turn = await supervise(({ stop }) => cacheTurn(scope, cache, input, stop), {
    // Waiting for another's output takes nothing of the body's own time.
    ...{ ...limits, timeoutMs: port.startToCloseTimeoutMs },
  });
  if (turn.kind === 'hit') return turn.outcome;
  let outcome: BodyOutcome | undefined;
  try {
    outcome = await runBodyOf(scope, task, input, limits);
    return outcome;
  } finally {
    await turn.end(outcome);
  }
}

async function runBodyOf(
  scope: AttemptScope,
  task: LoadedTask,
  input: BoundExpression,
  limits: Omit<Supervision, 'timeoutMs'>,
): Promise<BodyOutcome> {
  const { call, worker } = scope;
  const { devices } = worker.deps;
  const count = devices === undefined ? 0 : devicesOf(call.options);
  if (devices === undefined || count === 0) return runOwned(scope, task, input, limits);
  scope.devices = await supervise(({ stop }) => devices.take(count, stop), {
    // Waiting for a device takes nothing of the body's own time.
    ...{ ...limits, timeoutMs: scope.port.startToCloseTimeoutMs },
  });
  try {
    return await runOwned(scope, task, input, limits);
  } finally {
    devices.giveBack(scope.devices);
  }
}

function runOwned(
  scope: AttemptScope,
  task: LoadedTask,
  input: BoundExpression,
  limits: Omit<Supervision, 'timeoutMs'>,
): Promise<BodyOutcome> {
  const { call } = scope;
  tellBegin(scope);
  if (call.poke !== undefined) scope.log.hold();
  const inChild = call.options.isolation === 'process';
  const run = inChild ? runInChild : runInline;
  const work = (signals: Signals): Promise<BodyOutcome> => run(scope, task, input, signals);
  const { timeoutMs } = call.poke ?? call.options;
  // Nothing can end a body in this process; when its grace is over it is left to itself.
  return supervise(work, { ...limits, timeoutMs, ...(inChild ? {} : { killMs: 0 }) });
}

function boundInput({ worker, call, key }: AttemptScope): Promise<BoundExpression> {
  const { runs } = worker.deps.stores;
  return bindInstances(call.input, async (path) => {
    const row = await patiently(() => runs.getInstance({ ...key, path }), worker.patience);
    // `complete` stores the protocol's Output as JSON, and nothing else writes there.
    return (row?.output ?? undefined) as unknown as Output | undefined;
  });
}

async function complete(scope: AttemptScope, outcome: EndedBody): Promise<TaskReport> {
  const { worker, key, fence, claim, startedAt, log } = scope;
  const endedAt = new Date();
  log.release();
  const stored = storedOf(scope, outcome);
  await scope.tracker.finish('FINISHED', endedAt);
  if (log.begun || cachedFrom(outcome) !== undefined)
    log.write('info', 'engine', endLine(outcome, endedAt.getTime() - startedAt.getTime()));
  const outgoing: Outgoing = tellsNothing(scope) ? {} : await outgoingOf(scope, outcome, endedAt);
  if (scope.begun !== undefined) await scope.begun;
  const completion = { ...stored, ...outgoing, ...lifeOf(scope), claim, startedAt, endedAt };
  const [kept] = await Promise.all([
    patiently(() => worker.deps.stores.runs.complete(key, fence, completion), worker.patience),
    closeLog(scope),
  ]);
  if (!kept) throw fenced(scope);
  if (outgoing.messages !== undefined) worker.deps.onMessage?.();
  const attempt = scope.tryNumber;
  return outcome.kind === 'success'
    ? { kind: 'success', output: outcome.output, attempt }
    : { kind: 'skipped', reason: stored.reason ?? '', attempt };
}

type EndedBody = Exclude<BodyOutcome, { kind: 'notReady' }>;

/** Set for an output with a time-to-live. */
function lifeOf({ call }: AttemptScope): { readonly expiresAt?: Date } {
  const { outputTtlMs } = call.options;
  return outputTtlMs === undefined ? {} : { expiresAt: new Date(Date.now() + outputTtlMs) };
}

/** Most tasks: they are not to pay for what others tell. */
function tellsNothing({ call }: AttemptScope): boolean {
  return call.options.callbacks.length === 0 && call.outlets === undefined;
}

async function outgoingOf(
  scope: AttemptScope,
  outcome: EndedBody,
  endedAt: Date,
): Promise<Outgoing> {
  const { kind } = outcome;
  const state = kind === 'success' ? 'success' : 'skipped';
  const messages = endMessages(scope, kind, { state });
  if (kind !== 'success' || scope.call.outlets === undefined) return messages;
  return { ...messages, events: await assetEvents(scope, outcome.output, endedAt) };
}

function cachedFrom(outcome: EndedBody): string | undefined {
  return outcome.kind === 'success' ? outcome.cachedFrom : undefined;
}

function storedOf({ worker }: AttemptScope, outcome: EndedBody): StoredOutput {
  if (outcome.kind === 'skipped') {
    const reason = worker.secrets.mask(outcome.reason).slice(0, worker.limits.maxMessageBytes);
    return { state: 'skipped', output: null, reason };
  }
  const from = cachedFrom(outcome);
  return {
    state: 'success',
    // An Output is JSON by its own type; JsonObject asks for an index signature.
    output: outcome.output as unknown as JsonObject,
    ...(from === undefined ? {} : { reason: `cached from ${from}` }),
  };
}

function endLine(outcome: EndedBody, tookMs: number): string {
  if (outcome.kind === 'skipped') return `Skipped after ${tookMs} ms: ${outcome.reason}`;
  const from = cachedFrom(outcome);
  return from === undefined ? `Succeeded in ${tookMs} ms.` : `Cached from ${from}.`;
}
