import { inspect } from 'node:util';
import { errorCode } from '../../stores/objects/object-error.ts';
import { FAILURE_TYPES } from '../../workflows/protocol/index.ts';
import { isFail } from './context/control-signal.ts';
import { TaskFault, type Fault } from './fault.ts';

const SHOWN_CHARS = 200;

/** The fault behind whatever the author's code threw: an Error, a string, null, anything. */
export function faultOfThrown(thrown: unknown): Fault {
  if (thrown instanceof TaskFault) return thrown.fault;
  if (isFail(thrown)) {
    return {
      type: thrown.retry ? FAILURE_TYPES.taskFailed : FAILURE_TYPES.taskFailedForGood,
      message: thrown.message,
      retry: thrown.retry,
      ...(thrown.afterMs === undefined ? {} : { afterMs: thrown.afterMs }),
      ...stackOf(thrown),
    };
  }
  if (errorCode(thrown) === 'TAMPERED_OBJECT' && isErrorLike(thrown)) {
    return { type: FAILURE_TYPES.tamperedObject, message: thrown.message, retry: false };
  }
  if (isApplicationFailure(thrown)) return faultOfApplicationFailure(thrown);
  if (isErrorLike(thrown)) {
    return {
      type: FAILURE_TYPES.taskFailed,
      message: `${thrown.name}: ${thrown.message}`,
      retry: true,
      names: namesOf(thrown),
      ...stackOf(thrown),
    };
  }
  return {
    type: FAILURE_TYPES.taskFailed,
    message: `The task threw ${shown(thrown)}, which is not an Error.`,
    retry: true,
  };
}

/** A value in a message: short, on one line. */
export function shown(value: unknown): string {
  let text: string;
  try {
    text = inspect(value, { depth: 2, breakLength: Infinity, maxStringLength: SHOWN_CHARS });
  } catch {
    text = `a ${typeof value} that cannot be shown`;
  }
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}

interface ApplicationFailureLike extends Error {
  readonly type?: string | null;
  readonly nonRetryable?: boolean | null;
  readonly nextRetryDelay?: unknown;
}

/** By name: the author's program may have its own copy of Temporal's packages. */
function isApplicationFailure(thrown: unknown): thrown is ApplicationFailureLike {
  return isErrorLike(thrown) && thrown.name === 'ApplicationFailure' && 'nonRetryable' in thrown;
}

function faultOfApplicationFailure(failure: ApplicationFailureLike): Fault {
  const { nextRetryDelay } = failure;
  return {
    type: failure.type ?? FAILURE_TYPES.taskFailed,
    message: failure.message,
    retry: failure.nonRetryable !== true,
    names: namesOf(failure),
    ...(typeof nextRetryDelay === 'number' ? { afterMs: nextRetryDelay } : {}),
    ...stackOf(failure),
  };
}

function isErrorLike(thrown: unknown): thrown is Error {
  return (
    thrown instanceof Error ||
    (typeof thrown === 'object' &&
      thrown !== null &&
      typeof Reflect.get(thrown, 'message') === 'string' &&
      typeof Reflect.get(thrown, 'name') === 'string')
  );
}

/** Its name, its type, and the classes it was made from, down to but without `Error`. */
function namesOf(error: Error): readonly string[] {
  const type: unknown = Reflect.get(error, 'type');
  const names = [error.name, type, ...classesOf(error)];
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}

const MAX_CLASSES = 10;

function classesOf(error: Error): readonly unknown[] {
  const classes: unknown[] = [];
  let made: unknown = Reflect.get(error, 'constructor');
  while (typeof made === 'function' && classes.length < MAX_CLASSES) {
    classes.push(made.name);
    const parent: unknown = Object.getPrototypeOf(made);
    if (parent === Function.prototype || typeof parent !== 'function' || parent.name === 'Error')
      break;
    made = parent;
  }
  return classes;
}

function stackOf(error: Error): { readonly stack?: string } {
  if (typeof error.stack !== 'string') return {};
  const causes = causesOf(error);
  return { stack: causes === '' ? error.stack : `${error.stack}\n${causes}` };
}

const MAX_CAUSES = 5;

function causesOf(error: Error): string {
  const lines: string[] = [];
  let cause: unknown = error.cause;
  for (let depth = 0; cause !== undefined && depth < MAX_CAUSES; depth++) {
    lines.push(`Caused by: ${isErrorLike(cause) ? (cause.stack ?? cause.message) : shown(cause)}`);
    cause = isErrorLike(cause) ? cause.cause : undefined;
  }
  return lines.join('\n');
}
