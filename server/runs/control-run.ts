import type { RunRow } from '../../stores/runs/run-store.ts';
import type {
  ControlReply,
  ControlRequest,
  ControlVerb,
} from '../../workflows/protocol/control.ts';
import { ControlError, type ControlCode } from '../../stores/temporal/index.ts';
import type { RunControl } from '../control/run-control.ts';
import { Problem, type ProblemCode } from '../problem/problem.ts';

/** Who does a verb, and why: the row in the event log. */
export interface ControlSender {
  readonly requestId: string;
  readonly by: string;
  readonly reason: string | null;
}

/**
 * Does a verb to a run. The run itself writes the audit row, in the transaction of what it changes.
 * @throws Problem when the run does not take it.
 */
export async function controlRun(
  control: RunControl,
  { dagId, runId }: Pick<RunRow, 'dagId' | 'runId'>,
  sender: ControlSender,
  verb: ControlVerb,
  options: { readonly latest: boolean } = { latest: false },
): Promise<ControlReply> {
  const request: ControlRequest = { ...sender, ...verb };
  try {
    return await control.control(dagId, runId, options, request);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    throw new Problem(CODES[error.code], error.message, {
      cause: error,
      ...(error.code === 'NOT_ANSWERING' && { retryAfterSeconds: 2 }),
    });
  }
}

const CODES: { readonly [code in ControlCode]: ProblemCode } = {
  NOT_FOUND: 'UNKNOWN_RUN',
  NOT_OPEN: 'RUN_NOT_OPEN',
  NOT_ANSWERING: 'RUN_NOT_ANSWERING',
  REFUSED: 'VERB_REFUSED',
  NO_WORKERS: 'NO_WORKERS',
};

/** True when a run has ended; a verb may still open it again. */
export function isClosed({ state }: Pick<RunRow, 'state'>): boolean {
  return state === 'success' || state === 'failed';
}

/** @throws Problem RUN_NOT_OPEN when a run has ended. */
export function requireOpen(run: RunRow): void {
  if (!isClosed(run)) return;
  throw new Problem(
    'RUN_NOT_OPEN',
    `Run "${run.dagId}/${run.runId}" is not running: it ended as ${run.state}.`,
  );
}
