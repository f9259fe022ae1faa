import type { CheckpointPointer } from '../../../stores/runs/run-store.ts';
import type { TrackBatch } from '../../../stores/tracking/task-tracking.ts';
import type { LogLevel } from '../../../stores/logs/index.ts';

/**
 * What a task's context asks of whoever runs the attempt: the worker itself, the worker through
 * the child's channel, or `dag.test()`. The fence is held there and nowhere else.
 */
export interface AttemptHost {
  log(level: LogLevel, message: string, data?: object): void;
  heartbeat(detail: unknown): void;
  /** Takes what the body records, at once; it is kept before the attempt reports its end. */
  track(batch: TrackBatch): void;
  secret(name: string): Promise<string>;
  loadPointer(): Promise<CheckpointPointer | undefined>;
  /** @returns false when a newer attempt owns the task. */
  savePointer(pointer: CheckpointPointer): Promise<boolean>;
}
