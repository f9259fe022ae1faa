/**
 * The stable `type` of every ApplicationFailure that crosses the wire. Code matches these strings,
 * never classes. docs/errors.md explains each.
 */
export const FAILURE_TYPES = {
  /** The author's code threw; retried while tries are left. */
  taskFailed: 'TaskFailed',
  /** The author's code called `ctx.fail` with `retry: false`, or an error listed as non-retryable. */
  taskFailedForGood: 'TaskFailedForGood',
  /** The author's tries are used up. */
  retriesExhausted: 'RetriesExhausted',
  invalidInput: 'InvalidInput',
  invalidOutput: 'InvalidOutput',
  outputTooLarge: 'OutputTooLarge',
  /** A newer attempt owns this task instance; nothing this attempt writes is kept. */
  fenced: 'Fenced',
  /** The worker's build is not the one the run is pinned to. */
  buildMismatch: 'BuildMismatch',
  unknownTask: 'UnknownTask',
  /** The task's child process ended without an answer. */
  childCrashed: 'ChildCrashed',
  /** One attempt took longer than the task's `timeout`. */
  attemptTimeout: 'AttemptTimeout',
  /** A stored object does not match its hash. */
  tamperedObject: 'TamperedObject',
  /** A database or object store did not answer for as long as the worker waits. */
  storeFailed: 'StoreFailed',
  /** The worker was stopped while the task ran; the task runs again elsewhere, no try is used up. */
  workerShutdown: 'WorkerShutdown',
  planRefused: 'PlanRefused',
  /** An expression of the plan has no value for what its upstreams gave. */
  expressionFailed: 'ExpressionFailed',
  /** A map was given something that is not a list. */
  itemsNotAList: 'ItemsNotAList',
  /** A branch was given a value it has no case for. */
  unknownCase: 'UnknownCase',
  cancelled: 'Cancelled',
  /** No heartbeat for as long as the task's `heartbeatTimeout`: its worker is lost. */
  heartbeatTimeout: 'HeartbeatTimeout',
  /** No worker took the task within its `queueTimeout`. */
  queueTimeout: 'QueueTimeout',
  /** The task, over all its tries, took longer than its `totalTimeout`. */
  totalTimeout: 'TotalTimeout',
  /** The run took longer than its dag's `timeout`. */
  runTimeout: 'RunTimeout',
  /** A sensor, an event or an answer did not come in time. */
  waitTimeout: 'WaitTimeout',
  /** A sensor's poke found the world not ready; it is asked again. */
  notReady: 'NotReady',
  /** A loop reached `maxIterations` and its condition did not hold. */
  loopNotConverged: 'LoopNotConverged',
  /** The dag a task runs is not published, or refused its params. */
  childRefused: 'ChildRefused',
  /** A request to a run that it cannot take now; the message says why. */
  controlRefused: 'ControlRefused',
  /** The run is between two of its executions; the same request a moment later is taken. */
  tryAgain: 'TryAgain',
  /** A task failed and the dag is `failFast`. */
  failFast: 'FailFast',
  /** The dag run ended in state `failed`. */
  dagRunFailed: 'DagRunFailed',
} as const;
export type FailureType = (typeof FAILURE_TYPES)[keyof typeof FAILURE_TYPES];
