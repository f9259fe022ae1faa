import type { RunCommand } from '../run/command.ts';
import type { RunEvent } from '../run/event.ts';
import type { WaitingState } from '../run/state.ts';
import type { RunFacts } from '../protocol/run-input.ts';
import type { Output } from '../protocol/value.ts';
import { runApproval } from './approval.ts';
import { runChildDag } from './child-dag.ts';
import { runLocalTask } from './local-task.ts';
import type { Mailbox } from './mailbox.ts';
import { runSensor } from './sensor.ts';
import { runTaskActivity } from './task-activity.ts';
import { runWaitForEvent } from './wait-for-event.ts';
import { runWaitUntil } from './wait-until.ts';

export type Schedule = Extract<RunCommand, { type: 'schedule' }>;

/** What a started instance knows besides its command. */
export interface StartedContext {
  readonly run: RunFacts;
  readonly planHash: string;
  /** The driver's, when the run began; see `RunInput`. */
  readonly revision: number;
  /** The run's generation when it started; part of its fence. */
  readonly generation: number;
  /** It was cleared with its checkpoint kept. */
  readonly keepCheckpoint: boolean;
  /** When it began, in milliseconds by the workflow's clock; earlier than now after a continue-as-new. */
  readonly begun: number;
  readonly mailbox: Mailbox;
  /** It is being stopped only to go on in the run's next execution. */
  isInterrupted(): boolean;
  /** Tells that it waits for something else than a worker. */
  wait(state: WaitingState, reason: string): void;
}

/** How a started instance ends; a failure is thrown. */
export type InstanceEnd =
  | { readonly type: 'succeeded'; readonly output: Output }
  | { readonly type: 'skipped'; readonly reason: string };

/**
 * Starts what a command names. Ends exactly once; when the scope it runs in is cancelled it ends
 * soon, after what it started outside has ended.
 */
export function startNode(command: Schedule, context: StartedContext): Promise<InstanceEnd> {
  const { node } = command;
  switch (node.kind) {
    case 'task':
      return node.options.local === true
        ? runLocalTask(command, node, context)
        : runTaskActivity(command, node, context);
    case 'sensor':
      return runSensor(command, node, context);
    case 'childDag':
      return runChildDag(command, node, context);
    case 'waitUntil':
      return runWaitUntil(command, node, context);
    case 'waitForEvent':
      return runWaitForEvent(command, node, context);
    case 'approval':
      return runApproval(command, node, context);
  }
}

/** An activity or a child workflow, of which an execution has only so many at once. */
export function takesSlot({ node }: Schedule): boolean {
  return node.kind === 'task' || node.kind === 'sensor' || node.kind === 'childDag';
}

/** Can be stopped and started again without losing more than what it has waited for so far. */
export function isRestartable({ node }: Schedule): boolean {
  return node.kind !== 'task' && node.kind !== 'childDag';
}

export function eventOf(path: string, end: InstanceEnd): RunEvent {
  return { ...end, path };
}
