import type { Trace } from '../fault/trace.ts';
import { wireValue, type Wired } from '../reference/wire-value.ts';
import { UNKNOWN } from '../reference/shape.ts';
import type { Frame, RegionDraft } from './draft.ts';
import { ABSENT, type ExpressionDraft } from './expression-draft.ts';
import { recordFault, TooManyFaults, withFrame } from './slot.ts';

/** A region with nothing in it yet. */
export function newRegion(parent: RegionDraft, what: string): RegionDraft {
  return { dag: parent.dag, parent, what, nodes: [], result: ABSENT };
}

/** No value at all, as an optional input wants it: the first of nothing. */
const MISSING: ExpressionDraft = { kind: 'call', operator: 'coalesce', args: [], path: [] };

/**
 * Evaluates a body in its frame and wires what it returns. Whatever the body throws becomes a
 * fault, so that what comes after it is still checked.
 */
export function evaluateBody(
  body: () => unknown,
  frame: Frame,
  place: string,
  trace: Trace,
): Wired {
  return withFrame(frame, () => {
    const returned = runBody(body, frame, place, trace);
    if (isPromise(returned)) {
      refusePromise(frame, place, trace);
      // The rest of the body fails when it is resumed, and nobody else will hear of it.
      returned.then(undefined, () => undefined);
      return { expression: MISSING, shape: UNKNOWN };
    }
    if (returned === undefined) return { expression: MISSING, shape: UNKNOWN };
    return wireValue(returned, { frame, trace, place: `${place}.result` });
  });
}

function runBody(body: () => unknown, frame: Frame, place: string, trace: Trace): unknown {
  try {
    return body();
  } catch (error) {
    if (error instanceof TooManyFaults) throw error;
    const { dag } = frame.region;
    recordFault(dag, {
      code: 'DAG004',
      place,
      problem: `The body of "${place}" threw ${describeError(error)}.`,
      expected: 'A body only calls words; nothing has run yet when it is evaluated.',
      hint: 'Do what can fail in the `run` of a task.',
      trace: error instanceof Error && error.stack !== undefined ? { stack: error.stack } : trace,
    });
    return undefined;
  }
}

function describeError(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message.replace(/\.$/, '')}`;
  return typeof error === 'string' ? JSON.stringify(error) : `a value of type ${typeof error}`;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}

function refusePromise(frame: Frame, place: string, trace: Trace): void {
  recordFault(frame.region.dag, {
    code: 'DAG002',
    place,
    problem: `The body of "${place}" is async or returned a promise.`,
    expected:
      'A body is evaluated once, at once, when the file is loaded; it only draws the graph.',
    hint: 'Take `async` away, and await in the `run` of a task.',
    trace,
  });
}

/** Checks that a body is a function at all. */
export function isBody(
  body: unknown,
  frame: Frame,
  place: string,
  trace: Trace,
): body is (...given: readonly unknown[]) => unknown {
  if (typeof body === 'function') return true;
  recordFault(frame.region.dag, {
    code: 'DAG013',
    place,
    problem: `The body of "${place}" is a value of type ${typeof body}.`,
    expected: 'A body is a function.',
    hint: 'Write `() => …`.',
    trace,
  });
  return false;
}
