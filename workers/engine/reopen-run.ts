import { ApplicationFailure } from '@temporalio/common';
import type { JsonObject } from '../../dsl/plan/json.ts';
import { nodesInside } from '../../dsl/plan/node-regions.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { KeptRow } from '../../stores/runs/run-control.ts';
import { factsOfRow } from '../../stores/runs/run-facts.ts';
import type { Stores } from '../../stores/stores.ts';
import { planSource } from '../../stores/temporal/index.ts';
import type { Reopen, Reopened } from '../../workflows/dag-run/engine-activities.ts';
import { DRIVER_REVISION, FAILURE_TYPES, type Output } from '../../workflows/protocol/index.ts';
import { parseInstancePath, type KeptInstance } from '../../workflows/run/index.ts';
import { keptOutput } from './kept-output.ts';
import { keptSource } from './stored-text.ts';

/**
 * Opens a closed run again.
 *
 * R1 The transaction that reads what is kept makes the next generation, and the same execution gets
 *    the same answer again: a seed is never stale.
 * R2 Outputs stay where they are. Only the small ones travel, of the others what control flow reads.
 */
export async function reopenRun(
  stores: Stores,
  { dagId, runId, latest, lost = false, executionId }: Reopen,
): Promise<Reopened> {
  const reopened = await stores.runs.reopen(dagId, runId, executionId, { lost });
  if (reopened === undefined) {
    throw refused(`Run "${runId}" of dag "${dagId}" is not there, or is open already.`);
  }
  const plan = await stores.dags.plan(dagId, latest ? undefined : reopened.run.planHash);
  if (plan === undefined) {
    throw refused(`The plan of run "${runId}" of dag "${dagId}" is not there any more.`);
  }
  return {
    input: {
      kind: 'run',
      plan: await planSource(stores.objects, plan),
      run: factsOfRow(reopened.run),
      params: reopened.run.params,
      events: reopened.run.events,
      generation: reopened.run.generation,
      revision: DRIVER_REVISION,
    },
    kept: await keptSource(stores.objects, keptOf(plan, reopened.kept)),
    paused: reopened.run.paused,
  };
}

/** What rows of a closed run keep for an execution of this plan. */
export function keptOf(plan: CompiledPlan, rows: readonly KeptRow[]): readonly KeptInstance[] {
  const facts = new Map([...nodesInside(plan.root)].map(({ id, facts: each }) => [id, each]));
  return rows.flatMap(({ path, state, output, reason }) => {
    const wanted = facts.get(parseInstancePath(path).taskId);
    const kept = {
      path,
      state,
      ...(output === null ? {} : { output: keptOutput(outputIn(output), wanted ?? []) }),
      ...(reason === null ? {} : { reason }),
    };
    return [kept];
  });
}

/** `complete` stores the protocol's Output as JSON, and nothing else writes there. */
function outputIn(output: JsonObject): Output {
  return output as unknown as Output;
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.controlRefused,
    message,
    nonRetryable: true,
  });
}
