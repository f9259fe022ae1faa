import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { Selection } from '../../workflows/run/selection.ts';
import { Problem, type ProblemIssue } from '../problem/problem.ts';
import { planNodes } from './run-plan.ts';

/** As the API takes it: ids, paths, and Airflow's pairs of id and map index. */
export interface SelectionRequest {
  readonly taskIds: readonly (string | readonly [string, number])[] | undefined;
  readonly upstream?: boolean;
  readonly downstream?: boolean;
  readonly onlyFailed?: boolean;
  readonly onlyRunning?: boolean;
}

/**
 * Which instances a request is about, its names checked against the plan: a typo must not become
 * "nothing to do".
 * @throws Problem INVALID_SELECTION with every name that is not there.
 */
export function readSelection(plan: CompiledPlan, request: SelectionRequest): Selection {
  const names = (request.taskIds ?? []).map((each) =>
    typeof each === 'string' ? each : `${each[0]}[${each[1]}]`,
  );
  const known = knownIds(plan);
  const issues = names.flatMap((name, index): ProblemIssue[] =>
    known.has(taskIdOf(name)) ? [] : [notThere(plan, name, index)],
  );
  if (issues.length > 0) {
    const what = issues.length === 1 ? `"${names[placeOf(issues)] ?? ''}" is` : 'Some names are';
    throw new Problem('INVALID_SELECTION', `${what} not in the plan of this run.`, { issues });
  }
  const paths = names.filter((name) => name.includes('['));
  const tasks = names.filter((name) => !name.includes('['));
  return {
    ...(tasks.length > 0 && { tasks }),
    ...(paths.length > 0 && { paths }),
    ...(request.upstream === true && { upstream: true }),
    ...(request.downstream === true && { downstream: true }),
    ...(request.onlyFailed === true && { onlyFailed: true }),
    ...(request.onlyRunning === true && { onlyRunning: true }),
  };
}

/** `fold[3].candidate[1].train` is an instance of `fold.candidate.train`. */
export function taskIdOf(path: string): string {
  return path.replace(/\[\d+\]/g, '');
}

function knownIds(plan: CompiledPlan): ReadonlySet<string> {
  return new Set([
    ...[...planNodes(plan).keys()].map((id) => id.replaceAll('[]', '')),
    ...plan.groups.map(({ id }) => id),
  ]);
}

function notThere(plan: CompiledPlan, name: string, index: number): ProblemIssue {
  const place = `task_ids[${index}]`;
  const message = `Dag "${plan.id}" has no task, group or region "${taskIdOf(name)}" in the plan of this run`;
  return { path: place, code: 'unknown_task', message };
}

function placeOf(issues: readonly ProblemIssue[]): number {
  return Number(/\d+/.exec(issues[0]?.path ?? '')?.[0] ?? 0);
}
