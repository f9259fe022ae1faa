import type { DagDraft, EdgeEnd, GroupDraft, GroupEdge, NodeDraft } from '../scope/draft.ts';

/**
 * Turns orderings with a group at one end into orderings of tasks: edges to a group go to its
 * roots, edges from it come from its leaves (P5).
 *
 * Orderings inside inner groups go first, since they decide what the roots and leaves of the outer
 * ones are.
 */
export function drawGroupEdges(draft: DagDraft): void {
  if (draft.groupEdges.length === 0) return;
  const members = groupMembers(draft);
  const edges = draft.groupEdges.map((edge) => ({ edge, depth: commonDepth(edge) }));
  edges.sort((one, other) => other.depth - one.depth);
  for (const { edge } of edges) {
    const from = leavesOf(edge.from, members);
    const to = rootsOf(edge.to, members);
    for (const node of to) for (const upstream of from) node.upstream.add(upstream);
  }
}

type Members = ReadonlyMap<GroupDraft, readonly NodeDraft[]>;

/** The nodes of each group, those of groups inside it too. */
function groupMembers(draft: DagDraft): Members {
  const members = new Map<GroupDraft, NodeDraft[]>(draft.groups.map((group) => [group, []]));
  const regions = new Set(draft.groups.map(({ region }) => region));
  for (const region of regions) {
    for (const node of region.nodes) {
      for (const group of groupsAround(node.group)) members.get(group)?.push(node);
    }
  }
  return members;
}

/** A group and the groups around it in the same region, innermost first. */
function groupsAround(innermost: GroupDraft | undefined): readonly GroupDraft[] {
  const around: GroupDraft[] = [];
  for (let group = innermost; group?.region === innermost?.region; group = group?.parent) {
    if (group === undefined) break;
    around.push(group);
  }
  return around;
}

/** How many groups hold both ends. */
function commonDepth({ from, to }: GroupEdge): number {
  const around = new Set(groupsAround(holder(from)));
  return groupsAround(holder(to)).filter((group) => around.has(group)).length;
}

function holder(end: EdgeEnd): GroupDraft | undefined {
  return end.kind === 'group' ? end.parent : end.group;
}

function rootsOf(end: EdgeEnd, members: Members): readonly NodeDraft[] {
  if (end.kind !== 'group') return [end];
  const inside = new Set(members.get(end));
  return [...inside].filter((node) => ![...node.upstream].some((before) => inside.has(before)));
}

function leavesOf(end: EdgeEnd, members: Members): readonly NodeDraft[] {
  if (end.kind !== 'group') return [end];
  const inside = members.get(end) ?? [];
  const before = new Set(inside.flatMap((node) => [...node.upstream]));
  return inside.filter((node) => !before.has(node));
}
