import { jsonCopy } from '../json-copy.ts';
import { noSuchRun } from './run-error.ts';
import type { InstanceKey, NewRun, RunFilter, RunRow } from './run-store.ts';

export type RunKey = Pick<InstanceKey, 'dagId' | 'runId'>;

export function runKeyText({ dagId, runId }: RunKey): string {
  return JSON.stringify([dagId, runId]);
}

/** The rows of runs in one process; what it gives out are copies. */
export class MemoryRunTable {
  readonly #rows = new Map<string, RunRow>();
  /** Which execution opened a run last, by run. */
  readonly #reopened = new Map<string, string>();
  #lastCreated = 0;

  create(run: NewRun): { readonly created: boolean; readonly run: RunRow } {
    const key = runKeyText(run);
    const known = this.#rows.get(key);
    if (known !== undefined) return { created: false, run: copyRun(known) };
    // Never twice the same instant, so that paging by creation time skips nothing.
    this.#lastCreated = Math.max(Date.now(), this.#lastCreated + 1);
    const createdAt = new Date(this.#lastCreated);
    const startedAt = run.state === 'running' ? createdAt : null;
    const row: RunRow = {
      ...run,
      params: jsonCopy(run.params),
      build: run.build ?? null,
      parent: run.parent ?? null,
      events: jsonCopy(run.events ?? {}),
      paused: false,
      ...{ generation: 1, createdAt, startedAt, endedAt: null, result: null, note: null },
    };
    this.#rows.set(key, row);
    return { created: true, run: copyRun(row) };
  }

  get(run: RunKey): RunRow | undefined {
    const row = this.#rows.get(runKeyText(run));
    return row && copyRun(row);
  }

  /** @throws RunStoreError NO_SUCH_RUN. */
  existing(run: RunKey): RunRow {
    const row = this.get(run);
    if (row === undefined) throw noSuchRun(run.dagId, run.runId);
    return row;
  }

  list(filter: RunFilter): readonly RunRow[] {
    const { dagId, state, before, logicalDate, limit = 100 } = filter;
    const date = logicalDate?.getTime();
    return [...this.#rows.values()]
      .filter((row) => dagId === undefined || row.dagId === dagId)
      .filter((row) => state === undefined || row.state === state)
      .filter((row) => before === undefined || row.createdAt < before)
      .filter((row) => date === undefined || row.logicalDate.getTime() === date)
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
      .slice(0, limit)
      .map(copyRun);
  }

  childrenOf({ dagId, runId }: RunKey): readonly RunRow[] {
    return [...this.#rows.values()]
      .filter(({ parent }) => parent?.dagId === dagId && parent.runId === runId)
      .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
      .map(copyRun);
  }

  /** Those that ended first come first. */
  endedBefore(before: Date): readonly RunRow[] {
    return [...this.#rows.values()]
      .filter(({ endedAt }) => endedAt !== null && endedAt < before)
      .sort((a, b) => (a.endedAt?.getTime() ?? 0) - (b.endedAt?.getTime() ?? 0));
  }

  setState(run: RunKey, state: 'queued' | 'running', at: Date): void {
    const row = this.existing(run);
    if (state !== 'running' || row.state !== 'queued') return;
    this.change(run, { state, startedAt: row.startedAt ?? at });
  }

  tryStart(run: RunKey, maxActiveRuns: number): boolean {
    const row = this.existing(run);
    if (row.state !== 'queued') return row.state === 'running';
    const others = [...this.#rows.values()].filter(
      ({ dagId, runId }) => dagId === row.dagId && runId !== row.runId,
    );
    const running = others.filter(({ state }) => state === 'running').length;
    const earlier = others.some((other) => other.state === 'queued' && isEarlier(other, row));
    if (running >= maxActiveRuns || earlier) return false;
    this.setState(run, 'running', new Date());
    return true;
  }

  change(run: RunKey, changed: Partial<RunRow>): void {
    this.#rows.set(runKeyText(run), { ...this.existing(run), ...changed });
  }

  /**
   * Opens a closed run, or with `lost` an open one, for an execution.
   * @returns undefined where another execution has it, and where there is no such run.
   */
  reopen(run: RunKey, execution: string, lost: boolean): RunRow | undefined {
    const key = runKeyText(run);
    const row = this.#rows.get(key);
    if (row === undefined) return undefined;
    const isClosed = row.state === 'success' || row.state === 'failed';
    if (isClosed || (lost && this.#reopened.get(key) !== execution)) {
      const anew = { state: 'running', endedAt: null, result: null, note: null } as const;
      this.change(run, { ...anew, generation: row.generation + 1, paused: row.paused && lost });
      this.#reopened.set(key, execution);
    }
    return this.#reopened.get(key) === execution ? this.get(run) : undefined;
  }
}

/** Queued runs take their turns by logical date; runs of one date by id, so that one is first. */
function isEarlier(a: RunRow, b: RunRow): boolean {
  const apart = a.logicalDate.getTime() - b.logicalDate.getTime();
  return apart < 0 || (apart === 0 && a.runId < b.runId);
}

function copyRun(row: RunRow): RunRow {
  return { ...row, params: jsonCopy(row.params), result: jsonCopy(row.result) };
}
