import type { DagRunReducer } from '../run/index.ts';

/** Above this many instances the table in Temporal's UI shows counts alone. */
const MAX_ROWS = 60;

/** The live picture of a run as Markdown, for Temporal's "current details". */
export function currentDetails(reducer: DagRunReducer): string {
  const counts = Object.entries(reducer.counts());
  const head = counts.map(([state, count]) => `**${count}** ${state}`).join(' · ');
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total > MAX_ROWS) return head;
  const instances = reducer.snapshot();
  const rows = instances.map(({ path, state }) => `| ${path} | ${state} |`);
  return [head, '', '| task | state |', '| --- | --- |', ...rows].join('\n');
}
