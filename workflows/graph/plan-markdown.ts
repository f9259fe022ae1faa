import { isStartedNode, nodesInside } from '../../dsl/plan/node-regions.ts';
import type { CompiledPlan, StartedNode } from '../../dsl/plan/plan.ts';
import { wordOf } from '../../dsl/plan/word-of-node.ts';
import { durationText } from './duration-text.ts';
import { planTree } from './plan-tree.ts';

/** What Temporal's UI shows as details at most, with room for the author's own text before it. */
const MAX_CHARS = 16_000;

/** A plan as Markdown: its tree, and a table of its tasks; what does not fit is left out, and said. */
export function planMarkdown(plan: CompiledPlan): string {
  const tree = ['```text', planTree(plan), '```'].join('\n');
  const tasks = [...nodesInside(plan.root)].filter(isStartedNode);
  const rows = tasks.map(row);
  const table = [
    '| task | queue | trigger rule | retries | timeout |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
  const footer = `${tasks.length} tasks · plan \`${plan.hash.slice(0, 12)}\``;
  const parts = [tree, table, footer];
  if (length(parts) <= MAX_CHARS) return parts.join('\n\n');
  const left = tree.length + footer.length <= MAX_CHARS ? [tree, footer] : [footer];
  return [...left, 'The plan is too large to be shown here in full.'].join('\n\n');
}

function row(node: StartedNode): string {
  const id = node.kind === 'task' ? node.id : `${node.id} (${wordOf(node)})`;
  const { queue, retries, limit } = settingsOf(node);
  return `| ${id} | ${queue} | ${node.triggerRule} | ${retries} | ${limit} |`;
}

function settingsOf(node: StartedNode): { queue: string; retries: string; limit: string } {
  const { timeoutMs } = 'options' in node ? node.options : { timeoutMs: undefined, ...node };
  return {
    queue: node.kind === 'task' || node.kind === 'sensor' ? node.options.queue : '',
    retries: 'options' in node ? String(node.options.retries) : '',
    limit: timeoutMs === undefined ? '' : durationText(timeoutMs),
  };
}

function length(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
