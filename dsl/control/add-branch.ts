import { listNames } from '../fault/did-you-mean.ts';
import type { FaultCode } from '../fault/fault-code.ts';
import type { Trace } from '../fault/trace.ts';
import { makeReference } from '../reference/make-reference.ts';
import { poisonedReference } from '../reference/poison.ts';
import { objectShape, unionShape, type Shape } from '../reference/shape.ts';
import type { WireSite } from '../reference/wire-site.ts';
import type { Wired } from '../reference/wire-value.ts';
import type { BranchNodeDraft, Frame } from '../scope/draft.ts';
import { enterWord } from '../scope/enter-word.ts';
import { evaluateBody, isBody, newRegion } from '../scope/evaluate-body.ts';
import { describeExpression, type ExpressionDraft } from '../scope/expression-draft.ts';
import { fullId } from '../scope/node-id.ts';
import { givenId, nodeBase, placeNode, readPlacement } from '../scope/place-node.ts';
import { recordFault } from '../scope/slot.ts';
import type { Placement } from '../task/task-options.ts';
import { wireReference } from './wire-reference.ts';

/** Adds a branch to the region being evaluated. */
export function addBranch(on: unknown, given: unknown, options: Placement, trace: Trace): unknown {
  const frame = enterWord('branch', trace);
  if (frame === undefined) return poisonedReference();
  readPlacement('branch', options, trace);
  const wired = wireReference(on, { frame, trace, place: options.id ?? 'branch' });
  const id = givenId(options, frame, trace) ?? derivedId(wired.expression, frame);
  const site = { frame, trace, place: id };
  const cases = readCases(given, wired.shape, site);
  const node: BranchNodeDraft = {
    ...nodeBase(frame, id, trace, options.doc),
    kind: 'branch',
    on: wired.expression,
    cases: [],
    many: wired.shape.type === 'list',
  };
  const results = cases.map(([key, body]) => [key, evaluateCase(node, key, body, site)] as const);
  const read = [wired.expression, ...results.map(([, { expression }]) => expression)];
  placeNode(node, frame, read, options.after);
  const shapes = results.map(([key, { shape }]) => [key, shape] as const);
  const shape = node.many
    ? objectShape(new Map(shapes))
    : unionShape(shapes.map(([, each]) => each));
  const expression = { kind: 'output', node, path: [] } as const;
  return makeReference({ expression, shape, region: frame.region });
}

/** `evaluate.verdict?`: what the branch reads; the mark keeps it apart from every author's id. */
function derivedId(on: ExpressionDraft, frame: Frame): string {
  if (on.kind === 'output') return `${describeExpression(on)}?`;
  return 'path' in on && on.kind !== 'call'
    ? `${fullId(frame, describeExpression(on))}?`
    : fullId(frame, 'branch');
}

type Body = () => unknown;

function readCases(
  given: unknown,
  on: Shape,
  site: WireSite,
): readonly (readonly [string, Body])[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    fault('DAG013', site, 'The cases are not an object.', 'One function for each value, by name.');
    return [];
  }
  const entries = Object.entries(given);
  const keys = on.type === 'list' ? on.element().keys() : on.keys();
  if (keys !== undefined)
    checkKeys(
      keys,
      entries.map(([key]) => key),
      site,
    );
  else if (on.type !== 'unknown') {
    const words =
      'Branch on a boolean, an enum or a list of an enum: `z.enum([...])`, not `z.string()`.';
    fault(
      'DAG051',
      site,
      `The branch is on ${on.type === 'list' ? 'a list of anything' : `any ${on.type}`}.`,
      words,
    );
  }
  return entries.flatMap(([key, body]) =>
    isBody(body, { ...site, place: `${site.place}.${key}` }) ? [[key, body] as const] : [],
  );
}

function checkKeys(known: readonly string[], given: readonly string[], site: WireSite): void {
  const missing = known.filter((key) => !given.includes(key));
  const extra = given.filter((key) => !known.includes(key));
  const expected = `It branches on ${listNames(known)}.`;
  if (missing.length > 0) {
    fault('DAG050', site, `The branch has no case for ${listNames(missing)}.`, expected);
  }
  if (extra.length > 0) {
    fault(
      'DAG050',
      site,
      `The branch has a case for ${listNames(extra)}, which never comes.`,
      expected,
    );
  }
}

function fault(code: FaultCode, site: WireSite, problem: string, expected: string): void {
  recordFault(site.frame.region.dag, {
    code,
    place: site.place,
    problem,
    expected,
    hint: code === 'DAG050' ? 'A case that does nothing is `() => {}`.' : '',
    trace: site.trace,
  });
}

function evaluateCase(node: BranchNodeDraft, key: string, body: Body, site: WireSite): Wired {
  const what = `the case "${key}" of the branch "${node.id}"`;
  const region = newRegion(site.frame.region, what);
  const frame: Frame = { ...site.frame, region };
  const result = evaluateBody(body, [], { ...site, frame, place: `${node.id}.${key}` });
  region.result = result.expression;
  node.cases.push({ key, region });
  return result;
}
