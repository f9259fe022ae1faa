import { SERVICES, type Services } from '../../../activities/services.ts';
import type { Duration, RunContext, TaskContext, TaskLog } from '../../../dsl/index.ts';
import type { LogLevel } from '../../../stores/logs/index.ts';
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
  /** Asked when the body looks at its signal. */
  readonly signal: () => AbortSignal;
  readonly host: AttemptHost;
  readonly objects: ObjectStore;
  readonly instance: InstanceKey;
  /** Asked when the body tracks something. */
  readonly trackingRun: () => string;
  /** What the ready-made tasks reach; put on the context under a symbol. */
  readonly services?: Services;
}

/**
 * The context a task's body gets: in the worker, in a task's child process, and in `dag.test()`.
 * What most bodies never look at is made when one does.
 */
export function makeTaskContext(options: TaskContextOptions): TaskContext {
  const { host, objects } = options;
  const checkpoint = once(() => makeCheckpoint(options));
  const artifacts = once(() => makeArtifacts(objects));
  const track = once(() => {
    const record: AttemptHost['track'] = (batch) => host.track(batch);
    return makeTrack({ runId: options.trackingRun(), objects, record });
  });
  const context: TaskContext = {
    run: options.run,
    attempt: options.attempt,
    get signal() {
      return options.signal();
    },
    log: taskLog(host),
    heartbeat: (detail) => host.heartbeat(detail),
    secret: (name) => host.secret(name),
    skip: (reason) => {
      throw new SkipSignal(reason);
    },
    fail: (reason, how) => {
      throw failSignal(reason, how);
    },
    get checkpoint() {
      return checkpoint();
    },
    get artifacts() {
      return artifacts();
    },
    get track() {
      return track();
    },
  };
  if (options.services !== undefined) Reflect.set(context, SERVICES, options.services);
  return context;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function taskLog(host: AttemptHost): TaskLog {
  const at =
    (level: LogLevel): TaskLog[LogLevel] =>
    (message, data) =>
      host.log(level, String(message), data);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function failSignal(
  reason: string,
  how: { readonly retry?: boolean; readonly after?: Duration } = {},
): FailSignal {
  const afterMs = how.after === undefined ? undefined : parseDuration(how.after);
  return new FailSignal(reason, how.retry ?? true, afterMs);
}
