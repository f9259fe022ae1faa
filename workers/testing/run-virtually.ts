/**
 * Drives the run reducer in one process and in virtual time.
 *
 * V1 Bodies run for real, at most `parallel` at once; an attempt takes no virtual time but what a
 *    mock lets pass.
 * V2 The clock jumps only when no body is running, so what runs side by side never races a delay.
 * V3 Attempts end and retry by the same rules as on a worker: the activity says whether another
 *    try follows and after which delay.
 */
import { ApplicationFailure } from '@temporalio/common';
import type { RunFacts, TaskCall } from '../../workflows/protocol/index.ts';
import { taskErrorOf } from '../../workflows/dag-run/task-error.ts';
import type { DagRunReducer, RunCommand, RunEvent, Transition } from '../../workflows/run/index.ts';
import type { AttemptRunner, EndedAttempt } from './attempt-runner.ts';
import { VirtualClock } from './virtual-clock.ts';

type Schedule = Extract<RunCommand, { type: 'schedule' }>;
type Finish = Extract<RunCommand, { type: 'finish' }>;

export interface VirtualRun {
  readonly reducer: DagRunReducer;
  readonly runner: AttemptRunner;
  readonly run: RunFacts;
  readonly planHash: string;
  readonly parallel: number;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onEvent: (transition: Transition) => void;
}

export interface FinishedRun {
  readonly finish: Finish;
  readonly virtualMs: number;
  /** Attempts that began, by instance path. */
  readonly tries: ReadonlyMap<string, number>;
}

export function runVirtually(run: VirtualRun): Promise<FinishedRun> {
  return new VirtualLoop(run).untilFinished();
}

interface Started {
  readonly command: Schedule;
  readonly abort: AbortController;
  /** Calls off the next try, or the report that is still to come in virtual time. */
  callOff?: () => void;
  running: boolean;
}

class VirtualLoop {
  readonly #of: VirtualRun;
  readonly #clock = new VirtualClock();
  readonly #inbox: RunEvent[] = [{ type: 'start' }];
  readonly #ready: Started[] = [];
  readonly #started = new Map<string, Started>();
  readonly #tries = new Map<string, number>();
  #running = 0;
  #finish: Finish | undefined;
  #wake: () => void = () => undefined;

  constructor(run: VirtualRun) {
    this.#of = run;
  }

  async untilFinished(): Promise<FinishedRun> {
    const cancel = (): void => this.#cancel('The test was stopped.');
    this.#of.signal?.addEventListener('abort', cancel, { once: true });
    const { timeoutMs } = this.#of;
    if (timeoutMs !== undefined) {
      this.#clock.at(timeoutMs, () =>
        this.#cancel(`The dag run took longer than ${timeoutMs / 1000} s.`),
      );
    }
    if (this.#of.signal?.aborted === true) cancel();
    for (;;) {
      this.#apply();
      if (this.#finish !== undefined) break;
      this.#startReady();
      if (this.#inbox.length > 0) continue;
      if (this.#running > 0) await new Promise<void>((resolve) => (this.#wake = resolve));
      else if (!this.#clock.advance())
        throw new Error('The run waits for nothing and has not ended.');
    }
    this.#of.signal?.removeEventListener('abort', cancel);
    return { finish: this.#finish, virtualMs: this.#clock.now, tries: this.#tries };
  }

  #apply(): void {
    const { commands, transitions } = this.#of.reducer.apply(this.#inbox.splice(0));
    transitions.forEach((transition) => this.#of.onEvent(transition));
    for (const command of commands) {
      if (command.type === 'finish') this.#finish = command;
      else if (command.type === 'stop') this.#stop(command.path, command.reason);
      else if (command.type === 'schedule') {
        const started = { command, abort: new AbortController(), running: false };
        this.#started.set(command.path, started);
        this.#ready.push(started);
      }
    }
  }

  #startReady(): void {
    while (this.#running < this.#of.parallel) {
      const next = this.#ready.shift();
      if (next === undefined) return;
      void this.#attempt(next);
    }
  }

  async #attempt(started: Started): Promise<void> {
    const { path } = started.command;
    const attempt = (this.#tries.get(path) ?? 0) + 1;
    this.#tries.set(path, attempt);
    this.#running += 1;
    started.running = true;
    this.#inbox.push({ type: 'running', path });
    const ended = await this.#of.runner.run(
      this.#callOf(started.command),
      attempt,
      this.#clock.now,
      started.abort.signal,
    );
    this.#running -= 1;
    started.running = false;
    if (ended.passedMs === 0) this.#report(started, ended);
    else {
      const at = this.#clock.now + ended.passedMs;
      started.callOff = this.#clock.at(at, () => this.#report(started, ended));
    }
    this.#wake();
  }

  #report(started: Started, ended: EndedAttempt): void {
    const { path } = started.command;
    const { report, failure } = ended;
    const delayMs = failure === undefined ? undefined : retryAfterMs(failure);
    if (delayMs !== undefined && !started.abort.signal.aborted) {
      this.#inbox.push({ type: 'retrying', path, error: taskErrorOf(failure) });
      started.callOff = this.#clock.at(this.#clock.now + delayMs, () => this.#ready.push(started));
      return;
    }
    this.#started.delete(path);
    if (report === undefined)
      this.#inbox.push({ type: 'failed', path, error: taskErrorOf(failure) });
    else if (report.kind === 'skipped')
      this.#inbox.push({ type: 'skipped', path, reason: report.reason });
    else this.#inbox.push({ type: 'succeeded', path, output: report.output });
  }

  #stop(path: string, reason: string): void {
    const started = this.#started.get(path);
    if (started === undefined) return;
    started.abort.abort();
    // A running body reports by itself; what only waits is ended here.
    if (started.running) return;
    started.callOff?.();
    const waiting = this.#ready.indexOf(started);
    if (waiting >= 0) this.#ready.splice(waiting, 1);
    this.#started.delete(path);
    this.#inbox.push({ type: 'failed', path, error: { type: 'Cancelled', message: reason } });
  }

  #cancel(reason: string): void {
    this.#inbox.push({ type: 'cancel', reason });
    this.#wake();
  }

  #callOf({ node, path, mapIndex, input }: Schedule): TaskCall {
    const { run, planHash } = this.#of;
    if (node.kind !== 'task') throw new Error(`This version does not start a "${node.kind}".`);
    const { id: taskId, facts, options } = node;
    return { run, generation: 1, planHash, taskId, path, mapIndex, input, facts, options };
  }
}

/** V3. Undefined when no other try follows. */
function retryAfterMs(failure: unknown): number | undefined {
  if (!(failure instanceof ApplicationFailure) || failure.nonRetryable === true) return undefined;
  // Typed by a package of Temporal's that is not installed with its types.
  const nextRetryDelay: unknown = failure.nextRetryDelay;
  return typeof nextRetryDelay === 'number' ? nextRetryDelay : 0;
}
