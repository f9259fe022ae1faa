import { ApplicationFailure } from '@temporalio/common';
import { regionsOfNode } from '../../dsl/plan/node-regions.ts';
import { PLAN_VERSION, type CompiledPlan, type Region } from '../../dsl/plan/plan.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';

/**
 * Refuses a plan this engine cannot run, by the name of what it cannot do. `dags check` says the
 * same earlier; this is for plans that came another way.
 */
export function assertRunnable(plan: CompiledPlan): void {
  if (plan.planVersion > PLAN_VERSION) {
    throw refused(
      `Plan of dag "${plan.id}" has version ${plan.planVersion}; this engine reads up to ${PLAN_VERSION}.`,
    );
  }
  const words = pendingWords(plan.root);
  if (words.length > 0) {
    throw refused(`Dag "${plan.id}" uses ${words.join(', ')}, which this engine does not run yet.`);
  }
}

function pendingWords(region: Region): string[] {
  return region.nodes.flatMap((node) =>
    node.kind === 'pending'
      ? [`${node.word} (${node.id})`]
      : regionsOfNode(node).flatMap(({ region: inner }) => pendingWords(inner)),
  );
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.planRefused,
    message,
    nonRetryable: true,
  });
}
