import type { TaskContext } from '../../dsl/index.ts';
import { writeFile } from '../data/dataset-store.ts';
import type { Analysis } from '../evaluate/analysis.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { problemCard } from '../problem/problem-card.ts';
import type { Problem } from '../problem/problem.ts';
import { reportPage, type JudgedRun } from './page.ts';
import { reportSummary } from './summary.ts';

/** Writes the report as a page and as Markdown, and keeps both with the task's run in tracking. */
export async function writeReport(
  ctx: TaskContext,
  problem: Problem,
  judged: JudgedRun,
  analysis: Analysis,
): Promise<Pick<Evaluation, 'page' | 'summary'>> {
  const page = await reportPage(problem, judged, analysis);
  const summary = `${reportSummary(problem, judged, analysis)}\n${problemCard(problem)}`;
  await ctx.track.artifact('evaluation.html', page);
  await ctx.track.artifact('evaluation.md', summary);
  return {
    page: await writeFile(ctx, page, 'evaluation.html'),
    summary: await writeFile(ctx, summary, 'evaluation.md'),
  };
}
