import type { WireSite } from '../reference/wire-site.ts';
import { wireValue, type Wired } from '../reference/wire-value.ts';
import { UNKNOWN } from '../reference/shape.ts';
import type { RegionDraft } from './draft.ts';
import { ABSENT, type ExpressionDraft } from './expression-draft.ts';
import { recordFault, TooManyFaults, withFrame } from './slot.ts';

/** What an author writes as `() => …`; which arguments it gets is the word's affair. */
type Body = (...given: readonly unknown[]) => unknown;

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
export function evaluateBody(body: Body, given: readonly unknown[], site: WireSite): Wired {
  if (isAsync(body)) {
    refusePromise(site);
    return { expression: MISSING, shape: UNKNOWN };
  }
  return withFrame(site.frame, () => {
    const returned = runBody(body, given, site);
    if (returned instanceof Promise) {
      refusePromise(site);
      // The rest of the body fails when it is resumed, and nobody else will hear of it.
      returned.then(
        () => undefined,
        () => undefined,
      );
      return { expression: MISSING, shape: UNKNOWN };
    }
    if (returned === undefined) return { expression: MISSING, shape: UNKNOWN };
    return wireValue(returned, { ...site, place: `${site.place}.result` });
  });
}

function runBody(body: Body, given: readonly unknown[], site: WireSite): unknown {
  const { place, trace, frame } = site;
  try {
    return body(...given);
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

/** Such a body is not even begun: what comes after its first await would be lost. */
function isAsync(body: object): boolean {
  return Object.prototype.toString.call(body) === '[object AsyncFunction]';
}

function refusePromise({ frame, place, trace }: WireSite): void {
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
export function isBody(body: unknown, site: WireSite): body is Body {
  const { frame, place, trace } = site;
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
