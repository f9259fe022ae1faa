import type { RunContext } from '../../../dsl/index.ts';
import type { Fact } from '../../../dsl/plan/plan.ts';
import type { LogLevel } from '../../../stores/logs/index.ts';
import type { S3Access } from '../../../stores/objects/s3-access.ts';
import type { CheckpointPointer, InstanceKey } from '../../../stores/runs/run-store.ts';
import type { TrackBatch } from '../../../stores/tracking/task-tracking.ts';
import type { BoundExpression } from '../../../workflows/protocol/index.ts';
import type { CallbackPayload } from '../callbacks/callback-message.ts';
import type { Fault } from '../fault.ts';
import type { BodyOutcome } from '../run-body.ts';
import type { TaskLimits } from '../task-limits.ts';

/** One try of one task, as a child process is told it. */
export interface Order {
  readonly id: number;
  readonly file: string;
  readonly taskId: string;
  readonly planHash: string;
  readonly run: RunContext;
  /** The author's try. */
  readonly attempt: number;
  readonly instance: InstanceKey;
  readonly trackingRun: string;
  readonly input: BoundExpression;
  readonly facts: readonly Fact[];
  readonly limits: TaskLimits;
  readonly device: { readonly name: string; readonly backend: string };
  /** Devices that are this try's own; a process sees no others. */
  readonly deviceIds: readonly string[];
  readonly inference?: { readonly url: string; readonly token: string };
  /** How to open the object store. Left out: it is asked of the worker. */
  readonly objectStore?: { readonly url: string; readonly s3?: S3Access };
  readonly storeLocation: string;
  /** The working folder of this try; empty, and gone afterwards. */
  readonly scratch: string;
  /** Instead of the task's body, one of its callbacks is called. */
  readonly callback?: { readonly messageId: string; readonly payload: CallbackPayload };
  /** Written as a line of its own to both streams when the try has ended. */
  readonly endMark: string;
}

export type ToChild =
  | { readonly perdure: 'run'; readonly order: Order }
  | { readonly perdure: 'stop' }
  | { readonly perdure: 'answer'; readonly ask: number; readonly value: unknown }
  | { readonly perdure: 'refusal'; readonly ask: number; readonly error: WireError };

export type FromChild =
  | { readonly perdure: 'ready' }
  /** The task's file is loaded: from here on author code may be running. */
  | { readonly perdure: 'begun'; readonly id: number }
  | {
      readonly perdure: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly data?: object;
    }
  | { readonly perdure: 'heartbeat'; readonly detail: unknown }
  | { readonly perdure: 'track'; readonly batch: TrackBatch }
  | { readonly perdure: 'ask'; readonly ask: number; readonly what: Ask }
  | { readonly perdure: 'ended'; readonly id: number; readonly end: OrderEnd };

export type Ask =
  | { readonly kind: 'secret'; readonly name: string }
  | { readonly kind: 'loadPointer' }
  | { readonly kind: 'savePointer'; readonly pointer: CheckpointPointer }
  | {
      readonly kind: 'store';
      readonly store: 'objects' | 'models' | 'audit';
      readonly method: string;
      readonly args: readonly unknown[];
    };

export type OrderEnd =
  | { readonly kind: 'outcome'; readonly outcome: BodyOutcome; readonly reusable: boolean }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly reusable: boolean };

/** What of an error survives the channel. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

export function isToChild(message: unknown): message is ToChild {
  return typeof message === 'object' && message !== null && 'perdure' in message;
}

export function isFromChild(message: unknown): message is FromChild {
  return typeof message === 'object' && message !== null && 'perdure' in message;
}
