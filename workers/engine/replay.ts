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
 * Replays histories against the code at hand, one after the other and on one worker: what a
 * deployment of this code would make of runs that are open now, or of those that were.
 */
export async function* replayHistories(
  histories: Iterable<RecordedHistory> | AsyncIterable<RecordedHistory>,
  bundle?: Pick<WorkerOptions, 'workflowBundle'>,
): AsyncGenerator<ReplayEnd> {
  quietRuntime();
  const code = bundle ?? (await workflowBundle());
  const queue = new HistoryQueue(histories);
  while (!queue.isOver) {
    try {
      const ends = Worker.runReplayHistories({ ...code, sinks: NO_SINKS }, queue.rest());
      for await (const { workflowId, error } of ends) yield endOf(workflowId, error);
    } catch (error) {
      // A history that is none ends its worker; the others have another one.
      yield endOf(queue.workflowId, error);
    }
  }
}

/** Histories that are taken one by one, by one reader after the other. */
class HistoryQueue {
  workflowId = '';
  isOver = false;
  private readonly source: AsyncIterator<RecordedHistory> | Iterator<RecordedHistory>;

  constructor(histories: Iterable<RecordedHistory> | AsyncIterable<RecordedHistory>) {
    this.source =
      Symbol.asyncIterator in histories
        ? histories[Symbol.asyncIterator]()
        : histories[Symbol.iterator]();
  }

  async *rest(): AsyncGenerator<RecordedHistory> {
    for (;;) {
      const next = await this.source.next();
      if (next.done === true) {
        this.isOver = true;
        return;
      }
      this.workflowId = next.value.workflowId;
      yield next.value;
    }
  }
}

function endOf(workflowId: string, error: unknown): ReplayEnd {
  if (error === undefined) return { workflowId, ok: true };
  return { workflowId, ok: false, difference: shortMessage(error) };
}

/** A replay tells nobody of states. */
const NO_SINKS = {
  perdure: { transitions: { fn: () => undefined, callDuringReplay: false } },
};

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
