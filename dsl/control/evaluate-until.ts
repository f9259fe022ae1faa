import { makeReference } from '../reference/make-reference.ts';
import type { Shape } from '../reference/shape.ts';
import type { WireSite } from '../reference/wire-site.ts';
import type { RegionDraft, RepeatNodeDraft } from '../scope/draft.ts';
import { evaluateBody, isBody, newRegion } from '../scope/evaluate-body.ts';
import { ABSENT, type ExpressionDraft } from '../scope/expression-draft.ts';
import { recordFault } from '../scope/slot.ts';

/**
 * Evaluates the condition of a loop. It is computed by the engine from the newest state, so it is
 * an expression: tasks in it are a fault, as is a constant, which would decide before the run.
 */
export function evaluateUntil(
  owner: RepeatNodeDraft,
  until: unknown,
  shape: Shape,
  { frame, trace }: WireSite,
): ExpressionDraft {
  const region = newRegion(frame.region, `the condition of "${owner.id}"`);
  const site = { frame: { ...frame, region }, place: `${owner.id}.until`, trace };
  if (!isBody(until, site)) return ABSENT;
  const { faults } = region.dag;
  const before = faults.length;
  const state = { kind: 'state', owner, scope: region, path: [] } as const;
  const given = [makeReference({ expression: state, shape, region })];
  const { expression } = evaluateBody(until, given, site);
  if (region.nodes.length > 0) refuseTasks(owner, region);
  else if (faults.length === before && isConstant(expression)) refuseConstant(owner, region);
  return expression;
}

function isConstant(expression: ExpressionDraft): boolean {
  return (
    expression.kind === 'literal' ||
    (expression.kind === 'call' && expression.args.length === 0 && expression.path.length === 0)
  );
}

function refuseTasks({ id, trace }: RepeatNodeDraft, { dag, nodes }: RegionDraft): void {
  recordFault(dag, {
    code: 'DAG054',
    place: `${id}.until`,
    problem: `The condition of the loop "${id}" adds "${nodes[0]?.id ?? ''}" to the graph.`,
    expected: '`until` is an expression over the state, which the engine computes by itself.',
    hint: 'Call the task in the body, put what it returns into the state, and compare that: `until: (state) => gte(state.accuracy, 0.9)`.',
    trace,
  });
}

function refuseConstant({ id, trace }: RepeatNodeDraft, { dag }: RegionDraft): void {
  recordFault(dag, {
    code: 'DAG054',
    place: `${id}.until`,
    problem: `The condition of the loop "${id}" is a constant.`,
    expected: '`until` reads the state: a reference, or an expression over one.',
    hint: 'Operators such as `!` and `>` are evaluated before the run: use `not`, `gte`, ….',
    trace,
  });
}
