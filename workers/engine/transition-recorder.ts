import type { Logger } from 'pino';
import type { RunStore, TransitionRow } from '../../stores/runs/run-store.ts';
import type { Transition } from '../../workflows/run/command.ts';

const FLUSH_MS = 200;

/** Gathers live state changes and writes them a few times a second, one statement a run. */
export class TransitionRecorder {
  private readonly pending = new Map<
    string,
    { dagId: string; runId: string; generation: number | undefined; rows: TransitionRow[] }
  >();
  private readonly runs: RunStore;
  private readonly log: Logger;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(runs: RunStore, log: Logger) {
    this.runs = runs;
    this.log = log;
  }

  record(
    dagId: string,
    runId: string,
    transitions: readonly Transition[],
    generation?: number,
  ): void {
    const key = `${dagId}/${runId}/${generation}`;
    const entry = this.pending.get(key) ?? { dagId, runId, generation, rows: [] };
    entry.rows.push(...transitions);
    this.pending.set(key, entry);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  /** Writes what is gathered; a failed write is logged and dropped, see `TransitionSinks`. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const entries = [...this.pending.values()];
    this.pending.clear();
    this.writing = this.writing.then(() => this.write(entries));
    await this.writing;
  }

  private async write(
    entries: readonly {
      dagId: string;
      runId: string;
      generation: number | undefined;
      rows: TransitionRow[];
    }[],
  ): Promise<void> {
    for (const { dagId, runId, generation, rows } of entries) {
      try {
        await this.runs.recordTransitions(dagId, runId, rows, generation);
      } catch (error) {
        this.log.warn({ err: error, dagId, runId }, 'Live states not written');
      }
    }
  }
}
