import type { z } from 'zod';
import type { Trace } from '../fault/trace.ts';
import { makeReference } from '../reference/make-reference.ts';
import { poisonedReference } from '../reference/poison.ts';
import { schemaShape } from '../reference/schema-shape.ts';
import { scalarShape, type Shape } from '../reference/shape.ts';
import { wireValue } from '../reference/wire-value.ts';
import type { RegionDraft, RepeatNodeDraft } from '../scope/draft.ts';
import { enterWord } from '../scope/enter-word.ts';
import { evaluateBody, isBody, newRegion } from '../scope/evaluate-body.ts';
import { ABSENT } from '../scope/expression-draft.ts';
import { placeNode, readPlacement } from '../scope/place-node.ts';
import { recordFault } from '../scope/slot.ts';
import { checkedSchema } from '../task/checked-schema.ts';
import { OptionReader } from '../task/option-reader.ts';
import type { Placement } from '../task/task-options.ts';
import { evaluateUntil } from './evaluate-until.ts';
import { fillState } from './fill-state.ts';
import { wordBase } from './place-started.ts';
import type { WireSite } from '../reference/wire-site.ts';

interface Loop {
  readonly state: z.ZodType;
  readonly initial: unknown;
  readonly until: unknown;
}

/**
 * Adds a loop: a region for the body, an expression for the condition, and the state that goes from
 * one iteration to the next.
 */
export function addRepeat<T>(loop: Loop, body: unknown, options: Placement, trace: Trace): T {
  const frame = enterWord('repeat', trace);
  if (frame === undefined) return poisonedReference();
  readPlacement('repeat', options, trace);
  const base = wordBase(options, 'repeat', frame, trace);
  const site: WireSite = { frame, trace, place: base.id };
  const taken = checkedSchema(loop.state, 'state', base.id, { trace }, 'input');
  const shape = schemaShape(checkedSchema(loop.state, 'state', base.id, { trace }, 'output'));
  const at = { ...site, place: `${base.id}.initial` };
  const node: RepeatNodeDraft = {
    ...base,
    kind: 'repeat',
    initial: fillState(taken, wireValue(loop.initial, at).expression, at),
    body: newRegion(frame.region, `the loop "${base.id}"`),
    until: ABSENT,
    named: options.id !== undefined,
    ...readLimits(loop, base.id, trace),
  };
  evaluateIteration(node, body, shape, site);
  const result = { ...site, place: `${base.id}.result` };
  node.body.result = fillState(taken, node.body.result, result);
  node.until = evaluateUntil(node, loop.until, shape, site);
  placeNode(node, frame, [node.initial, node.body.result, node.until], options.after);
  const expression = { kind: 'output', node, path: [] } as const;
  return makeReference({ expression, shape, region: frame.region });
}

function evaluateIteration(
  node: RepeatNodeDraft,
  body: unknown,
  shape: Shape,
  { frame, place, trace }: WireSite,
): void {
  const region = node.body;
  const prefix = node.named ? `${node.id}.` : frame.prefix;
  const site = { frame: { ...frame, region, prefix }, place, trace };
  if (!isBody(body, site)) return;
  region.result = evaluateBody(body, stateAndIteration(node, region, shape), site).expression;
  if (region.nodes.length === 0) refuseEmpty(node);
}

function stateAndIteration(
  owner: RepeatNodeDraft,
  scope: RegionDraft,
  shape: Shape,
): readonly unknown[] {
  const state = { kind: 'state', owner, scope, path: [] } as const;
  const iteration = { kind: 'iteration', owner, scope } as const;
  return [
    makeReference({ expression: state, shape, region: scope }),
    makeReference({ expression: iteration, shape: scalarShape('number'), region: scope }),
  ];
}

function refuseEmpty({ id, region: { dag }, trace }: RepeatNodeDraft): void {
  recordFault(dag, {
    code: 'DAG055',
    place: id,
    problem: `The loop "${id}" has no task.`,
    expected: 'An iteration does something: its tasks make the next state.',
    hint: 'Call a task in its body, or take the loop away.',
    trace,
  });
}

function readLimits(
  loop: object,
  place: string,
  trace: Trace,
): Pick<RepeatNodeDraft, 'maxIterations' | 'atCap'> {
  const read = new OptionReader(loop, { place, trace });
  read.refuseUnknown(['state', 'initial', 'until', 'maxIterations', 'atCap']);
  read.refuseMissing('maxIterations', 'The most iterations there may be, such as 100.');
  return {
    maxIterations: read.number('maxIterations', 1, 1_000_000) ?? 1,
    atCap: read.oneOf('atCap', ['fail', 'accept']) ?? 'fail',
  };
}
