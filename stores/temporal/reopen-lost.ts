import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { WORKFLOW_QUEUE } from '../../workflows/protocol/names.ts';
import { attributesOf } from '../../workflows/protocol/run-attributes.ts';
import type { RunInput } from '../../workflows/protocol/run-input.ts';
import { factsOfRow } from '../runs/run-facts.ts';
import type { RunRow } from '../runs/run-store.ts';
import type { TemporalClient } from './connect.ts';

/**
 * Starts a workflow for an open run whose own one is gone from the server: it goes on from what the
 * database has of it, as the run's next generation, so that nothing of the lost one is mistaken for
 * its own. Which build had it went with it, so the current one takes it. One that is there by now
 * stays alone.
 */
export async function reopenLost(temporal: TemporalClient, run: RunRow): Promise<void> {
  const { dagId, runId, workflowId, planHash } = run;
  const input: RunInput = { kind: 'reopen', dagId, runId, latest: false, lost: true };
  try {
    await temporal.client.workflow.start(dagId, {
      taskQueue: WORKFLOW_QUEUE,
      workflowId,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      args: [input],
      typedSearchAttributes: attributesOf(factsOfRow(run)),
      memo: { planHash },
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
