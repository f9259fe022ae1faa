import type { Dag } from '../dag/dag-definition.ts';
import { DagDefinitionError } from '../fault/dag-definition-error.ts';
import { issuesOf, type Fault } from '../fault/fault.ts';
import type { DagDraft, Frame } from './draft.ts';

/**
 * What the words share while dag files are loaded.
 *
 * S1 There is one slot in the process, also when two copies of this package are loaded.
 * S2 Bodies are synchronous, so nothing can come between setting and restoring it.
 */
interface Slot {
  frame: Frame | undefined;
}

/**
 * Whoever loads dag files may put a listener under `Symbol.for('perdure.dag-listener')` of
 * `globalThis`: then a faulty definition is told here instead of being thrown, so that the rest of
 * the file is still evaluated and all its faults come out at once.
 */
export interface DagListener {
  defined(dag: Dag<never, unknown>): void;
  refused(error: DagDefinitionError): void;
}

const KEY = Symbol.for('perdure.scope');
const LISTENER = Symbol.for('perdure.dag-listener');
/** More faults than this in one dag: the body is probably a loop that cannot end. */
const MOST_FAULTS = 1_000;
// The two globals of this package; the type of globalThis knows nothing of them.
const holder = globalThis as { [KEY]?: Slot; [LISTENER]?: DagListener };

function slot(): Slot {
  return (holder[KEY] ??= { frame: undefined });
}

export function currentFrame(): Frame | undefined {
  return slot().frame;
}

export function currentListener(): DagListener | undefined {
  return holder[LISTENER];
}

/** Evaluates a body inside a frame. */
export function withFrame<T>(frame: Frame | undefined, evaluate: () => T): T {
  const shared = slot();
  const before = shared.frame;
  shared.frame = frame;
  try {
    return evaluate();
  } finally {
    shared.frame = before;
  }
}

/** Ends the evaluation of a body that does nothing but make faults. */
export class TooManyFaults extends Error {
  override readonly name = 'TooManyFaults';
}

/** Records a fault of a dag whose body is being evaluated. */
export function recordFault(draft: DagDraft, fault: Fault): void {
  if (!draft.open) {
    raiseFault(fault, draft.id);
    return;
  }
  draft.faults.push(fault);
  if (draft.faults.length >= MOST_FAULTS) throw new TooManyFaults();
}

/** Records a fault with the dag being evaluated, else tells the loader, else throws it. */
export function raiseFault(fault: Fault, dagId = ''): void {
  const { frame } = slot();
  if (frame !== undefined) {
    recordFault(frame.region.dag, fault);
    return;
  }
  refuse(new DagDefinitionError(issuesOf([fault], dagId)));
}

/** Tells the loader of a file, else throws. */
export function refuse(error: DagDefinitionError): void {
  const listener = currentListener();
  if (listener === undefined) throw error;
  listener.refused(error);
}
