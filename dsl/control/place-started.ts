import type { Trace } from '../fault/trace.ts';
import { makeReference } from '../reference/make-reference.ts';
import type { Shape } from '../reference/shape.ts';
import type { Frame, StartedNodeDraft } from '../scope/draft.ts';
import type { ExpressionDraft } from '../scope/expression-draft.ts';
import { fullId } from '../scope/node-id.ts';
import { givenId, nodeBase, placeNode, type NodeBase } from '../scope/place-node.ts';
import type { Placement } from '../task/task-options.ts';

/** The common part of a word's node; `name` is its id if the author gives none. */
export function wordBase(options: Placement, name: string, frame: Frame, trace: Trace): NodeBase {
  const id = givenId(options, frame, trace) ?? fullId(frame, name);
  return nodeBase(frame, id, trace, options.doc);
}

/** The input of a word that is given its values one by one. */
export function inputOf(values: { readonly [name: string]: ExpressionDraft }): ExpressionDraft {
  return { kind: 'object', fields: new Map(Object.entries(values)) };
}

/** Adds a node that a driver starts, and gives the reference to its value. */
export function placeStarted<T>(
  node: StartedNodeDraft,
  shape: Shape,
  frame: Frame,
  after: unknown,
): T {
  placeNode(node, frame, [node.input], after);
  const expression = { kind: 'output', node, path: [] } as const;
  return makeReference({ expression, shape, region: frame.region });
}
