import type { z } from 'zod';
import type { Trace } from '../fault/trace.ts';
import { makeReference } from '../reference/make-reference.ts';
import { poisonedReference } from '../reference/poison.ts';
import { schemaShape } from '../reference/schema-shape.ts';
import { scalarShape, type Shape } from '../reference/shape.ts';
import { wireValue } from '../reference/wire-value.ts';
import type { Frame, PendingNodeDraft, RegionDraft } from '../scope/draft.ts';
import { enterWord } from '../scope/enter-word.ts';
import { evaluateBody, isBody, newRegion } from '../scope/evaluate-body.ts';
import { readPlacement } from '../scope/place-node.ts';
import { checkedSchema } from '../task/checked-schema.ts';
import { OptionReader } from '../task/read-task-options.ts';
import type { Placement } from '../task/task-options.ts';
import { pendingNode, placePending } from './add-pending.ts';

interface Loop {
  readonly state: z.ZodType;
  readonly initial: unknown;
  readonly until: unknown;
}

/** Adds a loop: a region for the body, one for the condition, and the state between them. */
export function addRepeat<T>(loop: Loop, body: unknown, options: Placement, trace: Trace): T {
  const frame = enterWord('repeat', trace);
  if (frame === undefined) return poisonedReference();
  readPlacement('repeat', options, trace);
  const schema = checkedSchema(loop.state, 'state', options.id ?? 'repeat', { trace }, 'output');
  const settings = { ...readLoop(loop, trace), state: schema };
  const bodyRegion = newRegion(frame.region, 'a repeat');
  const until = newRegion(frame.region, 'the condition of a repeat');
  const regions = [bodyRegion, until];
  const node = pendingNode({ word: 'repeat', settings, regions }, options, frame, trace);
  const initial = wireValue(loop.initial, { frame, trace, place: `${node.id}.initial` });
  const shape = schemaShape(schema);
  const prefix = options.id === undefined ? frame.prefix : `${node.id}.`;
  const inner = { ...frame, prefix };
  evaluateWith(body, node, bodyRegion, shape, { ...inner, region: bodyRegion }, `${node.id}`);
  evaluateWith(loop.until, node, until, shape, { ...inner, region: until }, `${node.id}.until`);
  return placePending(node, { initial: initial.expression }, shape, frame, options.after);
}

function evaluateWith(
  body: unknown,
  owner: PendingNodeDraft,
  scope: RegionDraft,
  shape: Shape,
  frame: Frame,
  place: string,
): void {
  const site = { frame, place, trace: owner.trace };
  if (!isBody(body, site)) return;
  const state = makeReference({
    expression: { kind: 'state', owner, scope, path: [] },
    shape,
    region: scope,
  });
  const iteration = makeReference({
    expression: { kind: 'iteration', owner, scope },
    shape: scalarShape('number'),
    region: scope,
  });
  scope.result = evaluateBody(body, [state, iteration], site).expression;
}

function readLoop(loop: object, trace: Trace): { maxIterations: number; atCap: string } {
  const read = new OptionReader(loop, { place: 'repeat', trace });
  read.refuseUnknown(['state', 'initial', 'until', 'maxIterations', 'atCap']);
  return {
    maxIterations: read.number('maxIterations', 1, 1_000_000) ?? 1,
    atCap: read.oneOf('atCap', ['fail', 'accept']) ?? 'fail',
  };
}
