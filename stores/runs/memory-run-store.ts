import { jsonCopy } from '../json-copy.ts';
import { MemoryInstanceTable } from './memory-instance-table.ts';
import { noSuchRun } from './run-error.ts';
import type {
  AttemptRow,
  CheckpointPointer,
  Claim,
  ClaimAnswer,
  Completion,
  FailedAttempt,
  Fence,
  FinishedRun,
  InstanceKey,
  InstanceRow,
  NewRun,
  RunFilter,
  RunRow,
  RunStore,
  TransitionRow,
} from './run-store.ts';

/** Runs of one process, for `dag.test()` and unit tests. */
export class MemoryRunStore implements RunStore {
  readonly #runs = new Map<string, RunRow>();
  readonly #tables = new Map<string, MemoryInstanceTable>();
  #lastCreated = 0;

  async createRun(run: NewRun): Promise<{ readonly created: boolean; readonly run: RunRow }> {
    const key = runKey(run.dagId, run.runId);
    const known = this.#runs.get(key);
    if (known !== undefined) return { created: false, run: copyRun(known) };
    // Never twice the same instant, so that paging by creation time skips nothing.
    this.#lastCreated = Math.max(Date.now(), this.#lastCreated + 1);
    const createdAt = new Date(this.#lastCreated);
    const startedAt = run.state === 'running' ? createdAt : null;
    const row: RunRow = {
      ...run,
      params: jsonCopy(run.params),
      build: run.build ?? null,
      ...{ generation: 1, createdAt, startedAt, endedAt: null, result: null, note: null },
    };
    this.#runs.set(key, row);
    return { created: true, run: copyRun(row) };
  }

  async getRun(dagId: string, runId: string): Promise<RunRow | undefined> {
    const row = this.#runs.get(runKey(dagId, runId));
    return row && copyRun(row);
  }

  async listRuns({ dagId, state, before, limit = 100 }: RunFilter): Promise<readonly RunRow[]> {
    return [...this.#runs.values()]
      .filter((row) => dagId === undefined || row.dagId === dagId)
      .filter((row) => state === undefined || row.state === state)
      .filter((row) => before === undefined || row.createdAt < before)
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
      .slice(0, limit)
      .map(copyRun);
  }

  async setRunState(
    dagId: string,
    runId: string,
    state: 'queued' | 'running',
    at: Date,
  ): Promise<void> {
    const row = this.#existing(dagId, runId);
    if (state !== 'running' || row.state !== 'queued') return;
    this.#runs.set(runKey(dagId, runId), { ...row, state, startedAt: row.startedAt ?? at });
  }

  async tryStart(dagId: string, runId: string, maxActiveRuns: number): Promise<boolean> {
    const row = this.#existing(dagId, runId);
    if (row.state !== 'queued') return row.state === 'running';
    const others = [...this.#runs.values()].filter((run) => run.dagId === dagId && run !== row);
    const running = others.filter((run) => run.state === 'running').length;
    const earlier = others.some((run) => run.state === 'queued' && isEarlier(run, row));
    if (running >= maxActiveRuns || earlier) return false;
    await this.setRunState(dagId, runId, 'running', new Date());
    return true;
  }

  async finishRun({ dagId, runId, ...end }: FinishedRun): Promise<void> {
    const row = this.#existing(dagId, runId);
    const table = this.#table({ dagId, runId });
    table.recordTransitions(end.instances, row.generation);
    table.loseAttempts(end.endedAt);
    if (row.state === 'success' || row.state === 'failed') return;
    const { state, endedAt, note = null } = end;
    const result = jsonCopy(end.result);
    this.#runs.set(runKey(dagId, runId), { ...row, state, endedAt, result, note });
  }

  async claim(key: InstanceKey, claim: Claim): Promise<ClaimAnswer> {
    return this.#table(key).claim(key.path, claim);
  }

  async complete(key: InstanceKey, fence: Fence, completion: Completion): Promise<boolean> {
    return this.#table(key).complete(key.path, fence, completion);
  }

  async recordFailure(key: InstanceKey, fence: Fence, failure: FailedAttempt): Promise<boolean> {
    return this.#table(key).recordFailure(key.path, fence, failure);
  }

  async recordTransitions(
    dagId: string,
    runId: string,
    transitions: readonly TransitionRow[],
  ): Promise<void> {
    const generation = this.#runs.get(runKey(dagId, runId))?.generation ?? 1;
    this.#table({ dagId, runId }).recordTransitions(transitions, generation);
  }

  async getInstance(key: InstanceKey): Promise<InstanceRow | undefined> {
    return this.#table(key).get(key.path);
  }

  async listInstances(dagId: string, runId: string): Promise<readonly InstanceRow[]> {
    return this.#table({ dagId, runId }).list();
  }

  async listAttempts(key: InstanceKey): Promise<readonly AttemptRow[]> {
    return this.#table(key).attempts(key.path);
  }

  async saveCheckpoint(
    key: InstanceKey,
    fence: Fence,
    checkpoint: CheckpointPointer,
  ): Promise<boolean> {
    return this.#table(key).saveCheckpoint(key.path, fence, checkpoint);
  }

  async loadCheckpoint(key: InstanceKey): Promise<CheckpointPointer | undefined> {
    return this.#table(key).loadCheckpoint(key.path);
  }

  #table({ dagId, runId }: Pick<InstanceKey, 'dagId' | 'runId'>): MemoryInstanceTable {
    const key = runKey(dagId, runId);
    const table = this.#tables.get(key) ?? new MemoryInstanceTable();
    this.#tables.set(key, table);
    return table;
  }

  #existing(dagId: string, runId: string): RunRow {
    const row = this.#runs.get(runKey(dagId, runId));
    if (row === undefined) throw noSuchRun(dagId, runId);
    return row;
  }
}

/** Queued runs take their turns by logical date; runs of one date by id, so that one is first. */
function isEarlier(a: RunRow, b: RunRow): boolean {
  const apart = a.logicalDate.getTime() - b.logicalDate.getTime();
  return apart < 0 || (apart === 0 && a.runId < b.runId);
}

function runKey(dagId: string, runId: string): string {
  return JSON.stringify([dagId, runId]);
}

function copyRun(row: RunRow): RunRow {
  return { ...row, params: jsonCopy(row.params), result: jsonCopy(row.result) };
}
