import { nodesInside } from '../../dsl/plan/node-regions.ts';
import type {
  BranchNode,
  CompiledPlan,
  PlanNode,
  Region,
  ResourceNode,
} from '../../dsl/plan/plan.ts';
import { mermaidLabel } from './mermaid-label.ts';
import { nodeNotes, nodeWord } from './node-note.ts';
import { layoutRegion, regionsOf, type LayoutEntry } from './region-layout.ts';
import { reducedUpstream } from './reduce-edges.ts';
import { stateClasses } from './state-class.ts';
import { leadingState, tallyText, type TaskTallies } from './task-tally.ts';

/**
 * M1 Ids in the picture are positions (`n0`, `n1`, …), so no id of an author meets Mermaid's grammar;
 *    authors' text stands in quoted, escaped labels alone.
 * M2 Maps, branches, loops and resources are frames. An edge to or from one ends at its frame, and no edge joins a
 *    frame with something inside it: Mermaid refuses that.
 * M3 The same plan gives the same text.
 */
export interface GraphOptions {
  /** States of a run's instances; adds colours and counts. */
  readonly tallies?: TaskTallies;
}

interface Drawing {
  readonly plan: CompiledPlan;
  readonly options: GraphOptions;
  readonly ids: ReadonlyMap<string, string>;
  readonly upstream: ReadonlyMap<string, readonly string[]>;
  /** Frames around a node, by node id. */
  readonly frames: Map<string, readonly string[]>;
  readonly classes: Map<string, string[]>;
}

/** A plan as a Mermaid flowchart. */
export function planMermaid(plan: CompiledPlan, options: GraphOptions = {}): string {
  const nodes = [...nodesInside(plan.root)];
  const drawing: Drawing = {
    plan,
    options,
    ids: new Map(nodes.map((node, index) => [node.id, `n${index}`])),
    upstream: reducedUpstream(plan.root),
    frames: new Map(),
    classes: new Map(),
  };
  const body = regionLines(drawing, plan.root, undefined, []);
  const edges = nodes.flatMap((node) => edgeLines(drawing, node));
  const lines = [...body, ...edges, ...stateClasses(drawing.classes)];
  return ['flowchart TD', ...lines.map((line) => `  ${line}`)].join('\n');
}

function regionLines(
  drawing: Drawing,
  region: Region,
  group: string | undefined,
  frames: readonly string[],
): readonly string[] {
  return layoutRegion(drawing.plan, region, group).flatMap((entry) =>
    entryLines(drawing, entry, frames),
  );
}

function entryLines(
  drawing: Drawing,
  entry: LayoutEntry,
  frames: readonly string[],
): readonly string[] {
  if (entry.kind === 'group') {
    const position = drawing.plan.groups.indexOf(entry.group);
    const inner = entry.entries.flatMap((each) => entryLines(drawing, each, frames));
    return frame(`g${position}`, `group ${entry.group.id}`, inner);
  }
  const { node } = entry;
  drawing.frames.set(node.id, frames);
  return regionsOf(node).length === 0 && node.kind !== 'branch'
    ? [shape(drawing, node)]
    : frameOfNode(drawing, node, [...frames, node.id]);
}

function frameOfNode(
  drawing: Drawing,
  node: PlanNode,
  frames: readonly string[],
): readonly string[] {
  const id = idOf(drawing, node.id);
  const title = label(drawing, node);
  if (node.kind === 'branch') return frame(id, title, caseLines(drawing, node, id, frames));
  if (node.kind === 'withResource') return frame(id, title, partLines(drawing, node, id, frames));
  const inner = regionsOf(node).flatMap(({ region }) =>
    regionLines(drawing, region, node.group, frames),
  );
  return frame(id, title, filled(inner, id));
}

function caseLines(
  drawing: Drawing,
  node: BranchNode,
  id: string,
  frames: readonly string[],
): readonly string[] {
  const cases = node.cases.flatMap(({ key, region }, index) => {
    const caseId = `${id}c${index}`;
    const inner = regionLines(drawing, region, node.group, frames);
    return [
      ...frame(caseId, `case ${key}`, filled(inner, caseId)),
      `${id}q -->|"${mermaidLabel(key)}"| ${caseId}`,
    ];
  });
  return [`${id}q{"which case"}`, ...cases];
}

/** Setup, body and teardown follow each other; that is no edge of the plan. */
function partLines(
  drawing: Drawing,
  node: ResourceNode,
  id: string,
  frames: readonly string[],
): readonly string[] {
  const parts = regionsOf(node).flatMap(({ title, region }, index) => {
    const partId = `${id}p${index}`;
    return frame(partId, title, filled(regionLines(drawing, region, node.group, frames), partId));
  });
  return [...parts, `${id}p0 --> ${id}p1`, `${id}p1 --> ${id}p2`];
}

function filled(inner: readonly string[], id: string): readonly string[] {
  return inner.length === 0 ? [`${id}e["nothing"]`] : inner;
}

function frame(id: string, title: string, inner: readonly string[]): readonly string[] {
  return [`subgraph ${id}["${mermaidLabel(title)}"]`, ...inner.map((line) => `  ${line}`), 'end'];
}

function shape(drawing: Drawing, node: PlanNode): string {
  const id = idOf(drawing, node.id);
  const text = `"${mermaidLabel(label(drawing, node))}"`;
  const tally = drawing.options.tallies?.get(node.id);
  if (tally !== undefined) {
    const state = leadingState(tally);
    drawing.classes.set(state, [...(drawing.classes.get(state) ?? []), id]);
  }
  return `${id}${outlined(node, text)}`;
}

/** What waits leans, what asks people is a flag, what runs another dag has double sides. */
function outlined(node: PlanNode, text: string): string {
  switch (node.kind) {
    case 'shortCircuit':
      return `{{${text}}}`;
    case 'sensor':
    case 'waitUntil':
    case 'waitForEvent':
      return `[/${text}/]`;
    case 'approval':
      return `>${text}]`;
    case 'childDag':
      return `[[${text}]]`;
    default:
      return `[${text}]`;
  }
}

function label(drawing: Drawing, node: PlanNode): string {
  const tally = drawing.options.tallies?.get(node.id);
  const notes = [...nodeNotes(node), ...(tally === undefined ? [] : [tallyText(tally)])];
  return [`${nodeWord(node)}${node.id}`, ...(notes.length === 0 ? [] : [notes.join(' · ')])].join(
    '\n',
  );
}

function edgeLines(drawing: Drawing, node: PlanNode): readonly string[] {
  const around = drawing.frames.get(node.id) ?? [];
  return (drawing.upstream.get(node.id) ?? [])
    .filter((from) => drawing.ids.has(from) && !around.includes(from))
    .map((from) => `${idOf(drawing, from)} --> ${idOf(drawing, node.id)}`);
}

function idOf({ ids }: Drawing, nodeId: string): string {
  const id = ids.get(nodeId);
  if (id === undefined) throw new Error(`The plan has no node "${nodeId}".`);
  return id;
}
