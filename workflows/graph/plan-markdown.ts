import type { CompiledPlan, PlanNode } from '../../dsl/plan/plan.ts';
import { planTree } from './plan-tree.ts';
import { allNodes } from './region-layout.ts';

/** What Temporal's UI shows as details at most, with room for the author's own text before it. */
const MAX_CHARS = 16_000;

/** A plan as Markdown: its tree, and a table of its tasks; what does not fit is left out, and said. */
export function planMarkdown(plan: CompiledPlan): string {
  const tree = ['```text', planTree(plan), '```'].join('\n');
  const tasks = allNodes(plan.root).filter((node) => node.kind === 'task');
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

function row(node: PlanNode & { readonly kind: 'task' }): string {
  const { queue, retries, timeoutMs } = node.options;
  return `| ${node.id} | ${queue} | ${node.triggerRule} | ${retries} | ${seconds(timeoutMs)} |`;
}

function seconds(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

function length(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
