import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import { boundSize } from '../run/expression/json-size.ts';
import type { RunCommand } from '../run/command.ts';
import type { RunEvent } from '../run/event.ts';
import type { DagRunReducer } from '../run/index.ts';
import type { BoundExpression } from '../protocol/value.ts';
import type { RunFacts } from '../protocol/run-input.ts';
import type { TaskReport } from '../protocol/task-call.ts';
import { startTaskActivity } from './task-activity.ts';
import { taskErrorOf } from './task-error.ts';
import { transitionSink } from './transition-sink.ts';

/**
 * Drives one reducer with Temporal activities.
 *
 * L1 One `condition()` in the whole driver, over an inbox that promises only ever push to.
 * L2 Each activity's promise gets both arms, so no rejection is ever unhandled.
 * L3 All tasks that are ready go out in one workflow task, in the reducer's order.
 * L4 At most `MAX_IN_FLIGHT` activities are pending; the rest wait here, first come first served.
 * L5 A cancel of the workflow becomes an event; the loop itself is never cancelled from outside.
 */
const MAX_IN_FLIGHT = 500;
/** Temporal refuses more than 4 MB in one batch; what is left over starts at the next wake. */
const BATCH_BYTES = 1024 * 1024;
/** Temporal ends a run at 51,200 events without a word to it; we end it before, with one. */
const MOST_EVENTS = 45_000;

type Schedule = Extract<RunCommand, { type: 'schedule' }>;

export interface FinishedLoop {
  readonly state: 'success' | 'failed';
  readonly result: BoundExpression;
  readonly cancelReason: string | null;
  /** Why a run failed none of whose tasks did: its result could not be computed. */
  readonly reason: string | null;
}

export class RunLoop {
  private readonly inbox: RunEvent[] = [{ type: 'start' }];
  private readonly waiting: Schedule[] = [];
  private readonly scopes = new Map<string, CancellationScope>();
  private readonly reducer: DagRunReducer;
  private readonly run: RunFacts;
  private readonly identity: { readonly generation: number; readonly planHash: string };
  private cancelReason: string | null = null;

  constructor(
    reducer: DagRunReducer,
    run: RunFacts,
    identity: { readonly generation: number; readonly planHash: string },
  ) {
    this.reducer = reducer;
    this.run = run;
    this.identity = identity;
  }

  cancel(reason: string): void {
    if (this.cancelReason !== null) return;
    this.cancelReason = reason;
    this.inbox.push({ type: 'cancel', reason });
  }

  async untilFinished(onWake: () => void): Promise<FinishedLoop> {
    for (;;) {
      await condition(() => this.inbox.length > 0);
      const finish = this.wake();
      onWake();
      if (finish !== undefined) {
        const { state, result, reason = null } = finish;
        // A cancel that came with the last report came too late.
        const cancelReason = state === 'success' ? null : this.cancelReason;
        return { state, result, reason, cancelReason };
      }
    }
  }

  private wake(): Extract<RunCommand, { type: 'finish' }> | undefined {
    const { commands, transitions } = this.reducer.apply(this.inbox.splice(0));
    if (transitions.length > 0) {
      transitionSink.transitions(this.run.dagId, this.run.runId, transitions);
    }
    let finish: Extract<RunCommand, { type: 'finish' }> | undefined;
    for (const command of commands) {
      if (command.type === 'schedule') this.waiting.push(command);
      else if (command.type === 'stop') this.stop(command.path, command.reason);
      else if (command.type === 'finish') finish = command;
    }
    this.startWaiting();
    return finish;
  }

  private startWaiting(): void {
    if (workflowInfo().historyLength > MOST_EVENTS) {
      this.cancel(`The run needs more than ${MOST_EVENTS} history events; split it into several.`);
    }
    let bytes = 0;
    while (this.scopes.size < MAX_IN_FLIGHT && bytes < BATCH_BYTES) {
      const command = this.waiting.shift();
      if (command === undefined) return;
      bytes += boundSize(command.input);
      this.start(command);
    }
  }

  private start(command: Schedule): void {
    const { path } = command;
    const scope = new CancellationScope({ cancellable: true });
    this.scopes.set(path, scope);
    scope
      .run(() => startTaskActivity(command, this.run, this.identity))
      .then(
        (report) => this.report(path, eventOf(path, report)),
        (failure: unknown) =>
          this.report(path, { type: 'failed', path, error: taskErrorOf(failure) }),
      );
  }

  private report(path: string, event: RunEvent): void {
    this.scopes.delete(path);
    this.inbox.push(event);
  }

  private stop(path: string, reason: string): void {
    const scope = this.scopes.get(path);
    if (scope !== undefined) return scope.cancel();
    const index = this.waiting.findIndex((command) => command.path === path);
    if (index < 0) return;
    this.waiting.splice(index, 1);
    this.inbox.push({ type: 'failed', path, error: { type: 'Cancelled', message: reason } });
  }
}

function eventOf(path: string, report: TaskReport): RunEvent {
  return report.kind === 'success'
    ? { type: 'succeeded', path, output: report.output }
    : { type: 'skipped', path, reason: report.reason };
}
