import type { Trace } from '../fault/trace.ts';
import type { JsonObject } from '../plan/json.ts';
import { makeReference } from '../reference/make-reference.ts';
import type { Shape } from '../reference/shape.ts';
import type { Frame, PendingNodeDraft, RegionDraft } from '../scope/draft.ts';
import type { ExpressionDraft } from '../scope/expression-draft.ts';
import { fullId } from '../scope/node-id.ts';
import { givenId, nodeBase, placeNode } from '../scope/place-node.ts';
import type { Placement } from '../task/task-options.ts';

/** A word that this version compiles and does not run: its place, and what it is given. */
export interface Pending {
  readonly word: PendingNodeDraft['word'];
  /** The id if the author gives none; by default the word. */
  readonly name?: string;
  readonly settings: JsonObject;
  readonly regions?: RegionDraft[];
}

/** The node of a pending word, before its expressions are known. */
export function pendingNode(
  pending: Pending,
  options: Placement,
  frame: Frame,
  trace: Trace,
): PendingNodeDraft {
  const id = givenId(options, frame, trace) ?? fullId(frame, pending.name ?? pending.word);
  return {
    ...nodeBase(frame, id, trace, options.doc),
    kind: 'pending',
    word: pending.word,
    expressions: {},
    regions: pending.regions ?? [],
    settings: pending.settings,
  };
}

/** Adds a pending node, and gives the reference to its result. */
export function placePending<T>(
  node: PendingNodeDraft,
  expressions: { readonly [name: string]: ExpressionDraft },
  shape: Shape,
  frame: Frame,
  after: unknown,
): T {
  Object.assign(node.expressions, expressions);
  const results = node.regions.map((region) => region.result);
  placeNode(node, frame, [...Object.values(expressions), ...results], after);
  const expression = { kind: 'output', node, path: [] } as const;
  return makeReference({ expression, shape, region: frame.region });
}
