import type { Trace } from '../fault/trace.ts';
import { isAround } from '../reference/usable-here.ts';
import { OptionReader } from '../task/option-reader.ts';
import type { Placement } from '../task/task-options.ts';
import type { Frame, NodeDraft } from './draft.ts';
import { addEdge, edgeEnds } from './edge.ts';
import { nodesRead, type ExpressionDraft } from './expression-draft.ts';
import { checkId, claimId, fullId } from './node-id.ts';

export const PLACEMENT_NAMES = ['id', 'after', 'doc'];

/** What every node has, before its own content. */
export type NodeBase = Pick<NodeDraft, 'id' | 'region' | 'group' | 'doc' | 'trace' | 'upstream'>;

/** The common part of a new node. */
export function nodeBase(frame: Frame, id: string, trace: Trace, doc?: string): NodeBase {
  const group = frame.group?.region === frame.region ? frame.group : undefined;
  return { id, region: frame.region, group, doc, trace, upstream: new Set() };
}

/** Adds a node to the region of its frame: takes its id, draws its edges. */
export function placeNode(
  node: NodeDraft,
  frame: Frame,
  reads: readonly ExpressionDraft[],
  after: unknown,
): void {
  const { dag } = frame.region;
  claimId(dag, node.id, node.trace);
  frame.region.nodes.push(node);
  for (const expression of reads) {
    for (const upstream of nodesRead(expression)) {
      // What lives inside the node, its own result reads; that is no edge.
      if (isAround(upstream.region, node.region)) addEdge(upstream, node, node.trace);
    }
  }
  for (const end of edgeEnds(after, frame, node.id, node.trace)) addEdge(end, node, node.trace);
}

/** The author's id, if one was given and can be one. */
export function givenId(options: Placement, frame: Frame, trace: Trace): string | undefined {
  if (options.id === undefined || !checkId(options.id, 'The id', trace)) return undefined;
  return fullId(frame, options.id);
}

/** Refuses options that the word does not have, and reads its placement. */
export function readPlacement(
  word: string,
  options: Placement,
  trace: Trace,
  more: readonly string[] = [],
): OptionReader {
  const read = new OptionReader(options, { place: options.id ?? word, trace });
  read.refuseUnknown([...PLACEMENT_NAMES, ...more]);
  return read;
}
