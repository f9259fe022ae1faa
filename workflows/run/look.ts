import { continueBranch, endBranch, enterBranch } from './branch.ts';
import type { Ending, Instance } from './instance.ts';
import { continueMap, enterMap } from './map.ts';
import type { RunBook } from './run-book.ts';
import { runShortCircuit } from './run-short-circuit.ts';
import { settle } from './settle.ts';
import { turnedOffBecause } from './short-circuit.ts';
import { startTask } from './start-task.ts';
import type { Tally } from './tally.ts';
import { triggerDecision } from './trigger-decision.ts';

/**
 * Decides what an instance does next, from how its upstreams stand.
 *
 * K1 In this order: a cancelled run, an unchosen case, a short-circuit, the trigger rule.
 * K2 Looking again when nothing has changed does nothing.
 */
export function look(book: RunBook, instance: Instance): void {
  const { plan } = instance.node;
  if (instance.state === 'none') {
    const ending = endsUnrun(book, instance);
    if (ending === 'wait') return;
    if (ending === 'run') enter(book, instance);
    else if (plan.kind === 'branch') endBranch(book, instance, ending);
    else settle(book, instance, ending);
  } else if (instance.state === 'running') {
    if (plan.kind === 'map') continueMap(book, instance, plan);
    if (plan.kind === 'branch') continueBranch(book, instance);
  }
}

function enter(book: RunBook, instance: Instance): void {
  const { plan } = instance.node;
  switch (plan.kind) {
    case 'task':
      startTask(book, instance, plan);
      return;
    case 'map':
      enterMap(book, instance, plan);
      return;
    case 'branch':
      enterBranch(book, instance, plan);
      return;
    case 'shortCircuit':
      runShortCircuit(book, instance, plan);
      return;
    default:
      throw new Error(`"${instance.node.id}" is a ${plan.kind}, which this version does not run.`);
  }
}

function endsUnrun(book: RunBook, instance: Instance): Ending | 'run' | 'wait' {
  if (book.cancelled !== undefined) return { state: 'skipped', reason: book.cancelled };
  if (instance.frame.barred !== undefined) return instance.frame.barred;
  const reason = turnedOffBecause(book, instance);
  if (reason !== undefined) return { state: 'skipped', reason };
  const decision = triggerDecision(instance.node.rule, instance.upstream);
  if (decision === 'wait' || decision === 'run') return decision;
  return { state: decision, reason: because(instance.node.rule, instance.upstream) };
}

function because(rule: string, up: Tally): string {
  const parts = (['success', 'failed', 'skipped', 'upstream_failed'] as const)
    .filter((state) => up[state] > 0)
    .map((state) => `${up[state]} ${state}`);
  return `Trigger rule "${rule}": ${parts.join(', ')} of ${up.total} upstream.`;
}
