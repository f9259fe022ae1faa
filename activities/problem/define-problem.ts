import type { z } from 'zod';
import { scoreByName } from '../../ml/metrics/score-by-name.ts';
import { Problem } from './problem.ts';

/**
 * Declares a problem.
 *
 * @example
 * const churn = defineProblem({
 *   name: 'churn',
 *   statement: 'Which customers will leave within a month?',
 *   task: 'classification',
 *   target: 'left',
 *   metric: 'roc_auc',
 *   criteria: [{ metric: 'recall', min: 0.8, because: 'A lost customer costs ten calls.' }],
 * });
 *
 * @throws ProblemError with everything that does not hold together
 */
export function defineProblem(problem: z.input<typeof Problem>): Problem {
  const read = Problem.safeParse(problem);
  if (!read.success) {
    throw new ProblemError(
      problem.name,
      read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    );
  }
  const faults = faultsOf(read.data);
  if (faults.length > 0) throw new ProblemError(problem.name, faults);
  return read.data;
}

/** Thrown when a problem contradicts itself. */
export class ProblemError extends TypeError {
  override readonly name = 'ProblemError';
  readonly faults: readonly string[];
  constructor(problem: unknown, faults: readonly string[]) {
    super(`Problem "${String(problem)}" does not hold together:\n- ${faults.join('\n- ')}`);
    this.faults = faults;
  }
}

function faultsOf({ task, metric, criteria, baseline, groups }: Problem): string[] {
  const faults: string[] = [];
  for (const name of [metric, ...criteria.map((one) => one.metric)]) {
    const score = scoreByName(name);
    if (score.task !== task) faults.push(`"${name}" judges a ${score.task}, not a ${task}.`);
  }
  for (const { metric: name, min, max } of criteria) {
    if (min === undefined && max === undefined) {
      faults.push(`The criterion for "${name}" has no bound: give \`min\` or \`max\`.`);
    }
    const [least, most] = scoreByName(name).range;
    for (const bound of [min, max]) {
      if (bound !== undefined && (bound < least || bound > most)) {
        faults.push(`"${name}" is from ${least} to ${most}; a bound of ${bound} says nothing.`);
      }
    }
  }
  const majority = baseline === 'majority';
  if (baseline !== undefined && majority !== (task === 'classification')) {
    faults.push(`The baseline "${baseline}" is none for a ${task}.`);
  }
  if (groups.length > 0 && task !== 'classification') {
    faults.push('Groups are compared for classifications alone.');
  }
  return faults;
}
