import type { z } from 'zod';
import { compileDag } from '../compile/compile-dag.ts';
import { DagDefinitionError } from '../fault/dag-definition-error.ts';
import { issuesOf, type Fault } from '../fault/fault.ts';
import type { Trace } from '../fault/trace.ts';
import { UNKNOWN } from '../reference/shape.ts';
import type { Wired } from '../reference/wire-value.ts';
import { hideRuntime, markFaulty } from '../runtime/hidden-runtime.ts';
import { callbacksByNode, lazyPlaces, taskBodies } from '../runtime/task-bodies.ts';
import type { DagDraft, Frame } from '../scope/draft.ts';
import { evaluateBody, isBody } from '../scope/evaluate-body.ts';
import { ABSENT } from '../scope/expression-draft.ts';
import { currentListener, refuse, TooManyFaults, withFrame } from '../scope/slot.ts';
import type { Dag, DagDefinition } from './dag-definition.ts';
import { bodyContext } from './body-context.ts';
import { readParams } from './read-params.ts';
import { readSettings } from './read-settings.ts';

type AnyDefinition = DagDefinition<z.ZodRawShape, unknown>;

/**
 * Evaluates a dag's body and compiles what it drew.
 *
 * @throws DagDefinitionError with every fault found, unless a loader listens for them.
 */
export function evaluateDag<I, O>(
  definition: AnyDefinition,
  body: unknown,
  trace: Trace,
): Dag<I, O> {
  const draft = newDraft(String(definition.id));
  const report = (fault: Fault): void => void draft.faults.push(fault);
  const settings = readSettings(definition, trace, report);
  const params = readParams(definition.params ?? {}, trace, report);
  const frame: Frame = {
    region: draft.root,
    prefix: '',
    group: undefined,
    defaults: [settings.defaults],
  };
  const result = evaluate(body, frame, bodyContext(draft, definition, params), trace);
  draft.open = false;
  const plan = compileDag(draft, { ...settings, params: params.json }, trace);
  if (draft.faults.length > 0 || plan === undefined) return refuseDag(draft);
  const runtime = {
    plan,
    params: params.schema,
    bodies: taskBodies(draft),
    callbacks: callbacksByNode(draft, settings.callbacks),
    resultShape: result.shape,
    get places() {
      return lazyPlaces(draft, trace);
    },
  };
  const shown: Dag<I, O> = Object.freeze(hideRuntime({ id: plan.id, plan }, runtime));
  currentListener()?.defined(shown);
  return shown;
}

function newDraft(id: string): DagDraft {
  const base = {
    id,
    faults: [],
    ids: new Map<string, Trace>(),
    groups: [],
    groupEdges: [],
    open: true,
  };
  const dag: DagDraft = {
    ...base,
    // Set before anybody can read it: the two need each other.
    root: undefined as never,
  };
  return Object.assign(dag, { root: { dag, what: `the dag "${id}"`, nodes: [], result: ABSENT } });
}

function evaluate(body: unknown, frame: Frame, context: object, trace: Trace): Wired {
  const nothing: Wired = { expression: ABSENT, shape: UNKNOWN };
  const { root, id } = frame.region.dag;
  const site = { frame, place: id, trace };
  if (!isBody(body, site)) return nothing;
  try {
    const result = evaluateBody(body, [context], site);
    root.result = isNothing(result) ? ABSENT : result.expression;
    return result;
  } catch (error) {
    if (error instanceof TooManyFaults) return nothing;
    throw error;
  }
}

/** A dag that returns nothing has null as its result, which a run can show. */
function isNothing({ expression }: Wired): boolean {
  return expression.kind === 'call' && expression.args.length === 0;
}

function refuseDag<I, O>(draft: DagDraft): Dag<I, O> {
  const error = new DagDefinitionError(issuesOf(draft.faults, draft.id));
  // A dag inside the body of another is told like any other fault of its file.
  withFrame(undefined, () => refuse(error));
  const plan = (): never => {
    throw error;
  };
  return markFaulty(
    Object.defineProperty({ id: draft.id }, 'plan', { get: plan, enumerable: true }),
    // Nobody can read the plan it does not have.
  ) as Dag<I, O>;
}
