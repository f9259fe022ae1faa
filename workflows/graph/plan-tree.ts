import type { CompiledPlan, PlanNode } from '../../dsl/plan/plan.ts';
import { nodeNotes, nodeWord } from './node-note.ts';
import type { GraphOptions } from './plan-mermaid.ts';
import { layoutRegion, regionsOf, type LayoutEntry } from './region-layout.ts';
import { tallyText } from './task-tally.ts';

interface Branch {
  readonly text: string;
  readonly children: readonly Branch[];
}

/**
 * A plan as an indented tree. `←` names what a task waits for; tasks come in the order the engine
 * looks at them.
 */
export function planTree(plan: CompiledPlan, options: GraphOptions = {}): string {
  const entries = layoutRegion(plan, plan.root);
  const root = { text: plan.id, children: entries.map((entry) => branchOf(plan, entry, options)) };
  return [root.text, ...lines(root.children, '')].join('\n');
}

function branchOf(plan: CompiledPlan, entry: LayoutEntry, options: GraphOptions): Branch {
  if (entry.kind === 'group') {
    return {
      text: `group ${entry.group.id}`,
      children: entry.entries.map((inner) => branchOf(plan, inner, options)),
    };
  }
  const { node } = entry;
  const regions = regionsOf(node).map(({ title, region }) => ({
    text: printable(title),
    children: layoutRegion(plan, region, node.group).map((inner) => branchOf(plan, inner, options)),
  }));
  // The one region of a map or a loop needs no name.
  const plain = node.kind === 'map' || node.kind === 'repeat';
  const children = plain ? regions.flatMap((body) => body.children) : regions;
  return { text: nodeText(node, options), children };
}

function nodeText(node: PlanNode, { tallies }: GraphOptions): string {
  const notes = nodeNotes(node);
  const tally = tallies?.get(node.id);
  return [
    `${nodeWord(node)}${node.id}`,
    ...(notes.length === 0 ? [] : [`(${notes.join(', ')})`]),
    ...(tally === undefined ? [] : [`[${tallyText(tally)}]`]),
    ...(node.upstream.length === 0 ? [] : [`← ${node.upstream.join(', ')}`]),
  ].join('  ');
}

function lines(branches: readonly Branch[], indent: string): readonly string[] {
  return branches.flatMap((branch, index) => {
    const last = index === branches.length - 1;
    return [
      `${indent}${last ? '└─ ' : '├─ '}${branch.text}`,
      ...lines(branch.children, `${indent}${last ? '   ' : '│  '}`),
    ];
  });
}

/** Branch keys are the author's free text; nothing in them may break a line or steer a terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
}
