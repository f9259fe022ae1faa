import { ApplicationFailure } from '@temporalio/common';
import type { ChildDagNode, SensorNode, TaskNode } from '../../dsl/plan/plan.ts';
import { taskErrorOf } from '../../workflows/dag-run/task-error.ts';
import { FAILURE_TYPES, type TaskCall } from '../../workflows/protocol/index.ts';
import { pokeDelayMs } from '../task/sensor/poke-delay.ts';
import type { AttemptOrder, EndedAttempt } from './attempt-runner.ts';
import { chosenOutcome } from './test-outcome.ts';
import type { StartedInstance } from './started-instance.ts';
import type { VirtualRun } from './virtual-run.ts';

type BodyNode = TaskNode | SensorNode | ChildDagNode;

/** Runs the attempts of a task or of a sensor's pokes, as Temporal would schedule them. */
export function startAttempts(run: VirtualRun, started: StartedInstance, node: BodyNode): void {
  if (endsByTimeout(run, started, node)) return;
  const { totalTimeoutMs } = node.options;
  if (node.kind === 'task' && totalTimeoutMs !== undefined) {
    const message = `It took longer than its total timeout of ${totalTimeoutMs / 1000} s, over all tries.`;
    endLater(run, started, totalTimeoutMs, { type: FAILURE_TYPES.totalTimeout, message });
  }
  nextAttempt(run, started, node);
}

function nextAttempt(run: VirtualRun, started: StartedInstance, node: BodyNode): void {
  run.options.world.enqueue(() => attempt(run, started, node));
}

async function attempt(run: VirtualRun, started: StartedInstance, node: BodyNode): Promise<void> {
  if (started.ended) return;
  const { path } = started.command;
  started.running = true;
  // Between two pokes the instance goes on waiting; only the first is news.
  const isFirst = started.waitsFor === undefined;
  if (isFirst) run.push({ type: 'running', path });
  if (node.kind === 'sensor') notePoke(run, started, isFirst);
  const order = orderOf(run, started, node);
  const poke = isFirst ? undefined : await run.options.runner.poke(order);
  if (poke !== undefined && poke.answer === undefined && node.kind === 'sensor') {
    started.running = false;
    notReady(run, started, node, poke.passedMs);
    return;
  }
  const { answer } = poke ?? {};
  await wrapped(run, started, node, { ...order, ...(answer !== undefined && { answer }) });
}

/** Through the worker's own wrapper. */
async function wrapped(
  run: VirtualRun,
  started: StartedInstance,
  node: BodyNode,
  order: AttemptOrder,
): Promise<void> {
  const { world, runner } = run.options;
  started.attempt += 1;
  const ended = await runner.run({ ...order, attempt: started.attempt });
  started.running = false;
  const report = (): void => reported(run, started, node, ended);
  if (ended.passedMs === 0) report();
  else started.callOffs.push(world.clock.at(world.clock.now + ended.passedMs, report));
  world.options.callbacks.expect();
  if (node.kind !== 'childDag' && node.outlets.length > 0) world.events?.deliver();
}

function notePoke(run: VirtualRun, started: StartedInstance, isFirst: boolean): void {
  started.pokes = isFirst ? 1 : started.pokes + 1;
  run.pokes.set(started.command.path, started.pokes);
}

/** A poke between the first and the last: nothing is written, it is asked again. */
function notReady(
  run: VirtualRun,
  started: StartedInstance,
  node: SensorNode,
  passedMs: number,
): void {
  const { path } = started.command;
  const { clock } = run.options.world;
  const at = clock.now + passedMs + pokeDelayMs(started.pokes, node.poke);
  if (started.abort.signal.aborted) {
    const error = { type: FAILURE_TYPES.cancelled, message: 'It was cancelled.' };
    run.end(started, { type: 'failed', path, error });
  } else if (isTooLate(started, node, at)) overdue(run, started, node);
  else
    started.callOffs.splice(
      0,
      1,
      clock.at(at, () => nextAttempt(run, started, node)),
    );
}

function orderOf(run: VirtualRun, started: StartedInstance, node: BodyNode): AttemptOrder {
  return {
    ...{ call: callOf(run, started, node), attempt: started.attempt },
    ...{ now: run.options.world.clock.now, signal: started.abort.signal },
  };
}

function reported(
  run: VirtualRun,
  started: StartedInstance,
  node: BodyNode,
  { report, failure }: EndedAttempt,
): void {
  const { path } = started.command;
  if (report?.kind === 'success') {
    run.end(started, { type: 'succeeded', path, output: report.output });
  } else if (report !== undefined) {
    run.end(started, { type: 'skipped', path, reason: report.reason });
  } else failed(run, started, node, failure);
}

function failed(run: VirtualRun, started: StartedInstance, node: BodyNode, failure: unknown): void {
  const { path } = started.command;
  const { clock } = run.options.world;
  const error = taskErrorOf(failure);
  const afterMs = started.abort.signal.aborted ? undefined : retryAfterMs(failure);
  const again = afterMs === undefined ? undefined : clock.now + afterMs;
  const isPoke = error.type === FAILURE_TYPES.notReady;
  if (again === undefined || isTooLate(started, node, again)) {
    if (isPoke && node.kind === 'sensor') overdue(run, started, node);
    else run.end(started, { type: 'failed', path, error });
    return;
  }
  if (!isPoke) {
    delete started.waitsFor;
    run.push({ type: 'retrying', path, error });
  } else if (started.waitsFor === undefined) {
    started.waitsFor = 'for its next poke';
    run.push({ type: 'waiting', path, state: 'up_for_reschedule', reason: error.message });
  }
  started.callOffs.push(clock.at(again, () => nextAttempt(run, started, node)));
}

/** The server gives up at once when the next attempt would come after the limit of them all. */
function isTooLate({ begun }: StartedInstance, node: BodyNode, at: number): boolean {
  return node.kind === 'sensor' && at >= begun + node.options.timeoutMs;
}

function overdue(run: VirtualRun, started: StartedInstance, node: SensorNode): void {
  const { path } = started.command;
  const message = `Not ready within ${node.options.timeoutMs / 1000} s.`;
  if (node.poke.softFail) run.end(started, { type: 'skipped', path, reason: message });
  else {
    const error = { type: FAILURE_TYPES.waitTimeout, message };
    run.end(started, { type: 'failed', path, error });
  }
}

/** Ends that come from outside the body: no worker took it, or its worker was lost. */
function endsByTimeout(run: VirtualRun, started: StartedInstance, node: BodyNode): boolean {
  const { world, prefix } = run.options;
  const instance = { prefix, taskId: node.id, path: started.command.path };
  const { queueTimeoutMs = 0, heartbeatTimeoutMs } = node.options;
  switch (chosenOutcome(world.options.test.outcomes, instance, 1)) {
    case 'queueTimeout': {
      const message = `No worker took it within ${queueTimeoutMs / 1000} s.`;
      endLater(run, started, queueTimeoutMs, { type: FAILURE_TYPES.queueTimeout, message });
      return true;
    }
    case 'heartbeatTimeout': {
      const message = `Nothing was heard of its worker for ${heartbeatTimeoutMs / 1000} s.`;
      run.push({ type: 'running', path: started.command.path });
      endLater(run, started, heartbeatTimeoutMs, { type: FAILURE_TYPES.heartbeatTimeout, message });
      return true;
    }
    default:
      return false;
  }
}

function endLater(
  run: VirtualRun,
  started: StartedInstance,
  afterMs: number,
  error: { readonly type: string; readonly message: string },
): void {
  const { path } = started.command;
  const end = (): void => run.end(started, { type: 'failed', path, error });
  started.callOffs.push(run.options.world.clock.at(started.begun + afterMs, end));
}

function callOf(run: VirtualRun, started: StartedInstance, node: BodyNode): TaskCall {
  const { path, mapIndex, input } = started.command;
  return {
    ...{ run: run.options.facts, generation: started.generation, planHash: run.plan.hash },
    ...{ taskId: node.id, path, mapIndex, input, facts: node.facts, options: node.options },
    ...(node.kind === 'sensor' && { poke: node.poke }),
    ...(node.kind !== 'childDag' && node.outlets.length > 0 && { outlets: node.outlets }),
    ...(started.keepCheckpoint && { keepCheckpoint: true }),
  };
}

/** V3. Undefined when no other attempt follows. */
function retryAfterMs(failure: unknown): number | undefined {
  if (!(failure instanceof ApplicationFailure) || failure.nonRetryable === true) return undefined;
  // Typed by a package of Temporal's that is not installed with its types.
  const nextRetryDelay: unknown = failure.nextRetryDelay;
  return typeof nextRetryDelay === 'number' ? nextRetryDelay : 0;
}
