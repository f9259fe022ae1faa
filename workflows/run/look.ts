import { continueBranch, enterBranch } from './branch.ts';
import { endUnrun } from './end-unrun.ts';
import type { Ending, Instance } from './instance.ts';
import { continueMap, enterMap } from './map.ts';
import type { RunBook } from './run-book.ts';
import { continueRepeat, enterRepeat } from './repeat.ts';
import { runShortCircuit } from './run-short-circuit.ts';
import { isOutside } from './shards/focus-book.ts';
import { turnedOffBecause } from './short-circuit.ts';
import { startNode } from './start-node.ts';
import { hasBegun, isStopped } from './stop-run.ts';
import { takeSeed } from './take-seed.ts';
import type { Tally } from './tally.ts';
import { triggerDecision } from './trigger-decision.ts';
import { continueResource, enterResource } from './with-resource.ts';

/**
 * Decides what an instance does next, from how its upstreams stand.
 *
 * K1 In this order: what is kept of it, a stopped run, a container that bars it, a short-circuit,
 *    the trigger rule.
 * K2 Looking again when nothing has changed does nothing.
 */
export function look(book: RunBook, instance: Instance): void {
  const { node, state } = instance;
  if (book.focus !== undefined && isOutside(book, instance)) return;
  if (state === 'running' && !node.started) {
    goOn(book, instance);
    return;
  }
  if (state !== 'none' && !instance.held) return;
  if (state === 'none' && node.started && takeSeed(book, instance)) return;
  const ending = endsUnrun(book, instance);
  if (ending === 'wait') return;
  if (ending === 'run') enter(book, instance);
  else endUnrun(book, instance, ending);
}

function enter(book: RunBook, instance: Instance): void {
  const { plan } = instance.node;
  switch (plan.kind) {
    case 'map':
      enterMap(book, instance, plan);
      return;
    case 'branch':
      enterBranch(book, instance, plan);
      return;
    case 'shortCircuit':
      runShortCircuit(book, instance, plan);
      return;
    case 'repeat':
      enterRepeat(book, instance, plan);
      return;
    case 'withResource':
      enterResource(book, instance);
      return;
    default:
      startNode(book, instance);
  }
}

function goOn(book: RunBook, instance: Instance): void {
  const { plan } = instance.node;
  if (plan.kind === 'map') continueMap(book, instance, plan);
  else if (plan.kind === 'branch') continueBranch(book, instance);
  else if (plan.kind === 'repeat') continueRepeat(book, instance, plan);
  else if (plan.kind === 'withResource') continueResource(book, instance, plan);
}

function endsUnrun(book: RunBook, instance: Instance): Ending | 'run' | 'wait' {
  if (isStopped(book, instance) && !hasBegun(book, instance)) {
    return { state: 'skipped', reason: book.stopped?.reason ?? '' };
  }
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
