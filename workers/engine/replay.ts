import { DefaultLogger, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { workflowBundle } from './workflow-bundle.ts';

/** A history as Temporal gives it, and the id it belongs to: ids of children derive from it. */
export interface RecordedHistory {
  readonly workflowId: string;
  readonly history: Parameters<typeof Worker.runReplayHistory>[1];
}

export type ReplayEnd =
  | { readonly workflowId: string; readonly ok: true }
  /** The code at hand would have done something else. */
  | { readonly workflowId: string; readonly ok: false; readonly difference: string };

/**
 * Replays histories against the code at hand, one after the other: what a deployment of this code
 * would make of runs that are open now, or of those that were.
 */
export async function* replayHistories(
  histories: Iterable<RecordedHistory> | AsyncIterable<RecordedHistory>,
  bundle?: Pick<WorkerOptions, 'workflowBundle'>,
): AsyncGenerator<ReplayEnd> {
  quietRuntime();
  const code = bundle ?? (await workflowBundle());
  for await (const { workflowId, history } of histories) {
    try {
      await Worker.runReplayHistory({ ...code }, history, workflowId);
      yield { workflowId, ok: true };
    } catch (error) {
      yield { workflowId, ok: false, difference: shortMessage(error) };
    }
  }
}

/** A replay's own log lines tell what its result tells; a runtime that is there stays as it is. */
function quietRuntime(): void {
  try {
    Runtime.install({
      logger: new DefaultLogger('ERROR'),
      telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
    });
  } catch {
    // Installed already: by a worker of this process, or by an earlier replay.
  }
}

function shortMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
