import { SERVICES, type Services } from '../../../activities/services.ts';
import type { Duration, RunContext, TaskContext, TaskLog } from '../../../dsl/index.ts';
import { LOG_LEVELS, type LogLevel } from '../../../stores/logs/index.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import type { InstanceKey } from '../../../stores/runs/run-store.ts';
import { makeCheckpoint } from '../checkpoint/make-checkpoint.ts';
import { makeTrack } from '../track/make-track.ts';
import { makeArtifacts } from './make-artifacts.ts';
import type { AttemptHost } from './attempt-host.ts';
import { FailSignal, SkipSignal } from './control-signal.ts';
import { parseDuration } from './parse-duration.ts';

export interface TaskContextOptions {
  readonly run: RunContext;
  /** The author's try, from 1. */
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly host: AttemptHost;
  readonly objects: ObjectStore;
  readonly instance: InstanceKey;
  readonly trackingRun: string;
  /** What the ready-made tasks reach; put on the context under a symbol. */
  readonly services?: Services;
}

/** The context a task's body gets: in the worker, in a task's child process, and in `dag.test()`. */
export function makeTaskContext(options: TaskContextOptions): TaskContext {
  const { host } = options;
  const context: TaskContext = {
    run: options.run,
    attempt: options.attempt,
    signal: options.signal,
    log: taskLog(host),
    heartbeat: (detail) => host.heartbeat(detail),
    secret: (name) => host.secret(name),
    skip: (reason) => {
      throw new SkipSignal(reason);
    },
    fail: (reason, how) => {
      throw failSignal(reason, how);
    },
    checkpoint: makeCheckpoint(options),
    artifacts: makeArtifacts(options.objects),
    track: makeTrack({
      runId: options.trackingRun,
      objects: options.objects,
      record: (batch) => host.track(batch),
    }),
  };
  if (options.services !== undefined) Reflect.set(context, SERVICES, options.services);
  return context;
}

function taskLog(host: AttemptHost): TaskLog {
  const writers = LOG_LEVELS.map((level): [LogLevel, TaskLog[LogLevel]] => [
    level,
    (message, data) => host.log(level, String(message), data),
  ]);
  // One writer for each level, so every field of the type is there.
  return Object.fromEntries(writers) as TaskLog;
}

function failSignal(
  reason: string,
  how: { readonly retry?: boolean; readonly after?: Duration } = {},
): FailSignal {
  const afterMs = how.after === undefined ? undefined : parseDuration(how.after);
  return new FailSignal(reason, how.retry ?? true, afterMs);
}
